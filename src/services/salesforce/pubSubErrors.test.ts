import { describe, expect, it } from 'vitest';
import { SetupError, TransientError } from '../../errors.ts';
import { pubSubMeaning, ReplayPositionLost, resumedMeaning, toPubSubError } from './errors.ts';

// Pub/Sub API guide, "Handle Errors": each code that a subscriber may be answered, with the gRPC status that was
// seen or is likely. A code counts more than its status.
const rows: readonly (readonly [code: string | undefined, status: number, meaning: string])[] = [
  ['service.unavailable', 13, 'fast'],
  ['service.unavailable', 14, 'fast'],
  ['topic.api.unavailable', 14, 'fast'],
  ['schema.api.unavailable', 14, 'fast'],
  ['subscription.internal.error', 13, 'fast'],
  ['subscription.fetch.overflow', 13, 'fast'],
  ['subscription.fetch.replay.repeated', 13, 'fast'],
  ['service.auth.error', 16, 'renew_token'],
  ['service.protection.triggered', 8, 'slow'],
  ['service.protection.stream.limit.triggered', 8, 'slow'],
  ['concurrent.client.limit.exceeded', 8, 'slow'],
  ['subscription.limit.exceeded', 8, 'slow'],
  ['subscription.fetch.replayid.corrupted', 3, 'position_lost'],
  ['topic.not.found', 5, 'channel_missing'],
  ['topic.not.found', 7, 'channel_missing'],
  ['topic.meta.permission', 7, 'missing_permission'],
  ['schema.meta.permission', 7, 'missing_permission'],
  ['subscription.topic.cannot.subscribe', 7, 'missing_permission'],
  ['service.tenant.license', 7, 'unsupported_edition'],
  ['service.auth.headers.invalid', 16, 'protocol_refused'],
  ['service.auth.headers.invalid', 3, 'protocol_refused'],
  ['service.auth.refresh.invalid', 3, 'protocol_refused'],
  ['topic.validation.empty', 3, 'protocol_refused'],
  ['schema.validation.failed', 3, 'protocol_refused'],
  ['subscription.fetch.replayid.validation.failed', 3, 'protocol_refused'],
  ['subscription.fetch.requested.events.invalid', 3, 'protocol_refused'],
  ['subscription.fetch.topic.mismatch', 3, 'protocol_refused'],
  ['subscription.fetch.request.invalid', 3, 'protocol_refused'],
  // A reset stream, a lost network, a deadline, a cancelled call: no code at all.
  [undefined, 14, 'fast'],
  [undefined, 13, 'fast'],
  [undefined, 4, 'fast'],
  [undefined, 2, 'fast'],
  [undefined, 1, 'fast'],
  [undefined, 8, 'slow'],
  [undefined, 16, 'renew_token'],
  [undefined, 7, 'missing_permission'],
  [undefined, 5, 'channel_missing'],
  [undefined, 3, 'protocol_refused'],
  ['a.code.of.tomorrow', 8, 'slow'],
];

describe('what an error of the Pub/Sub API means', () => {
  it.each(rows)('%s with status %i is %s', (code, status, meaning) => {
    expect(pubSubMeaning(status, code && `sfdc.platform.eventbus.grpc.${code}`)).toBe(meaning);
    expect(pubSubMeaning(status, code)).toBe(meaning);
  });

  it('does not depend on how a code is spelled', () => {
    const code = 'SFDC.Platform.Eventbus.GRPC.Subscription.Limit.Exceeded ';
    expect(pubSubMeaning(3, code)).toBe('slow');
  });

  // Harm: a stream whose stored position was refused in other words waited for a person who could mend nothing.
  it('is a lost position where a stream is resumed and Salesforce finds that invalid', () => {
    const invalid = 'sfdc.platform.eventbus.grpc.subscription.fetch.replayid.validation.failed';
    expect(resumedMeaning(3, invalid)).toBe('position_lost');
    expect(resumedMeaning(3, undefined)).toBe('position_lost');
    expect(resumedMeaning(11, undefined)).toBe('position_lost');
    expect(resumedMeaning(3, 'sfdc.platform.eventbus.grpc.topic.validation.empty')).toBe('protocol_refused');
    expect(resumedMeaning(14, undefined)).toBe('fast');
  });

  it('has three ways to go on, and one for a position', () => {
    expect(toPubSubError('fast', 'd')).toMatchObject({ retry: 'fast', code: 'stream_delayed', message: 'd' });
    expect(toPubSubError('slow', 'd')).toMatchObject({ retry: 'slow', code: 'quota_paused' });
    expect(toPubSubError('renew_token', 'd')).toMatchObject({ retry: 'fast', code: 'session_expired' });
    expect(toPubSubError('channel_missing', 'd')).toBeInstanceOf(SetupError);
    expect(toPubSubError('fast', 'd')).toBeInstanceOf(TransientError);
    expect(toPubSubError('position_lost', 'd')).toBeInstanceOf(ReplayPositionLost);
  });
});
