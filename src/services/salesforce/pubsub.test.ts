import { afterEach, describe, expect, it } from 'vitest';
import { cleanUp, cleanups, fault, serve, tokensOf } from '../../../test/helpers/scriptedPubSub.ts';
import { SetupError } from '../../errors.ts';
import { openPubSub, waitForTopic } from './pubsub.ts';

afterEach(cleanUp);

describe('the unary calls', () => {
  it('read a schema, renewing an expired session once', async () => {
    const url = await serve({
      getSchema: ({ metadata, request }, done) => {
        if (metadata.get('accesstoken')[0] !== 'token-2') return done(fault(16, 'service.auth.error'));
        done(null, { schemaJson: `{"of":"${request.schemaId}"}`, schemaId: request.schemaId });
      },
    });
    const renewed: string[] = [];
    const pubsub = openPubSub({ url, organizationId: '00D', tokens: tokensOf(renewed) });
    cleanups.push(pubsub.close);
    expect(await pubsub.getSchema('a01')).toBe('{"of":"a01"}');
    expect(renewed).toEqual(['token-1']);
  });

  it('wait no longer than their deadline, and not at all once they are given up', async () => {
    const url = await serve({ getTopic: () => {} });
    const options = { url, organizationId: '00D', tokens: tokensOf() };
    const slow = openPubSub({ ...options, deadlineMs: 50 });
    const stop = new AbortController();
    const stopped = openPubSub({ ...options, signal: stop.signal });
    cleanups.push(slow.close, stopped.close);
    await expect(slow.getTopic('/data/X__chn')).rejects.toMatchObject({ retry: 'fast' });
    const asked = stopped.getTopic('/data/X__chn');
    stop.abort();
    await expect(asked).rejects.toMatchObject({ name: 'TransientError' });
  });

  it('wait for the topic of a channel that was just created', async () => {
    let tries = 0;
    const url = await serve({
      getTopic: ({ request }, done) => {
        tries += 1;
        if (tries < 3) return done(fault(5, 'topic.not.found'));
        done(null, { topicName: request.topicName, canSubscribe: true, schemaId: '' });
      },
    });
    const pubsub = openPubSub({ url, organizationId: '00D', tokens: tokensOf() });
    cleanups.push(pubsub.close);
    const clock = { now: () => 0, sleep: async () => {} };
    expect(await waitForTopic(pubsub, '/data/X__chn', { clock })).toMatchObject({ canSubscribe: true });
    tries = -100;
    await expect(waitForTopic(pubsub, '/data/X__chn', { clock })).rejects.toBeInstanceOf(SetupError);
  });
});
