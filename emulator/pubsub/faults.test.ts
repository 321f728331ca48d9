import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeEvent } from '../../test/helpers/pubsubClient.ts';
import { ERROR_CODE, openPubSub, type PubSubHarness, TOPIC } from '../../test/helpers/pubsubHarness.ts';
import { Faults } from '../faultStore.ts';
import { RequestLog } from '../requestLog.ts';
import { type ErrorSuffix, pubsubErrors } from './errorTable.ts';
import { REPLAY_PRESET } from './proto.ts';

const { earliest, custom } = REPLAY_PRESET;

let pubsub: PubSubHarness;
let faults: Faults;
let requests: RequestLog;

beforeEach(async () => {
  pubsub = await openPubSub();
  faults = new Faults();
  requests = new RequestLog();
  await pubsub.start({ faults, requests });
});
afterEach(() => pubsub.close());

const subscribe = (replayPreset?: number, replayId?: Buffer, numRequested = 50) =>
  pubsub.connect().subscribe({ topicName: TOPIC, numRequested, replayPreset, replayId });

const standing = async () => {
  const stream = subscribe();
  await stream.untilStanding();
  return stream;
};

describe('each error code', () => {
  it.each(Object.keys(pubsubErrors) as ErrorSuffix[])('%s ends a new and an open stream', async (suffix) => {
    const ended = { code: pubsubErrors[suffix][0], errorCode: ERROR_CODE + suffix };
    const open = await standing();
    faults.inject({ name: `pubsub.${suffix}`, at: 'stream' });
    expect(await open.untilEnd()).toMatchObject(ended);
    faults.inject({ name: `pubsub.${suffix}`, rpc: 'Subscribe', status: status.ABORTED });
    const refused = await subscribe().untilEnd();
    expect(refused).toMatchObject({ ...ended, code: status.ABORTED });
    expect(refused.metadata.get('type')).toEqual(['Subscribe']);
    expect(refused.metadata.get('rpc-id')[0]).toMatch(/^[0-9a-f-]{36}$/);
    await standing();
  });

  it('strikes the procedure that it is meant for', async () => {
    faults.inject({ name: 'pubsub.topic.api.unavailable' });
    faults.inject({ name: 'pubsub.schema.meta.permission' });
    await standing();
    await expect(pubsub.connect().getTopic(TOPIC)).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await expect(pubsub.connect().getSchema('x')).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
    await pubsub.connect().getTopic(TOPIC);
  });
});

describe('open streams', () => {
  it('are reset without a status', async () => {
    const stream = await standing();
    faults.inject({ name: 'stream.reset' });
    const { code, details, errorCode } = await stream.untilEnd();
    expect([status.INTERNAL, status.UNAVAILABLE]).toContain(code);
    expect(details).toContain('RST_STREAM with code 0');
    expect(errorCode).toBeUndefined();
  });

  it('fall silent: no event, no keepalive, no end', async () => {
    const stream = await standing();
    faults.inject({ name: 'stream.silent', topic: TOPIC });
    const heard = stream.responses.length;
    pubsub.org.commitAmounts(2);
    const other = subscribe(earliest);
    await other.untilEvents(2);
    await other.untilStanding();
    expect(stream.responses).toHaveLength(heard);
    expect(stream.ended).toBeUndefined();
  });

  it('get a keepalive at once', async () => {
    await pubsub.start({ faults, keepaliveMs: 60_000 });
    const stream = subscribe();
    stream.request({ numRequested: 1 });
    await pubsub.settle();
    faults.inject({ name: 'stream.keepalive' });
    expect((await stream.untilResponse(() => true)).events).toEqual([]);
  });

  it('end when the log is reset, and old positions are worth nothing then', async () => {
    const stream = await standing();
    pubsub.org.commitAmounts(1);
    const [event] = await stream.untilEvents(1);
    faults.inject({ name: 'stream.log_reset' });
    expect((await stream.untilEnd()).errorCode).toBe(`${ERROR_CODE}service.unavailable`);
    const lost = await subscribe(custom, event!.replayId).untilEnd();
    expect(lost.errorCode).toBe(`${ERROR_CODE}subscription.fetch.replayid.corrupted`);
    pubsub.org.commitAmounts(1, 7);
    const fresh = subscribe(earliest);
    await fresh.untilEvents(1);
    expect(await pubsub.amountsOf(fresh)).toEqual([7]);
  });

  it('carry messages beyond 4 MB', async () => {
    const Description = 'x'.repeat(600_000);
    for (let i = 0; i < 10; i++) pubsub.org.commit({ entity: 'Opportunity', values: { Description } });
    faults.inject({ name: 'stream.large_message', times: 'always' });
    expect(await subscribe(earliest).untilEnd()).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      details: expect.stringContaining('larger than max'),
    });
    faults.clear();
    await subscribe(earliest).untilEvents(10);
  });

  it('deliver late', async () => {
    const stream = await standing();
    faults.inject({ name: 'stream.delayed', times: 'always', ms: 150 });
    const start = performance.now();
    pubsub.org.commitAmounts(2);
    await stream.untilEvents(2);
    expect(performance.now() - start).toBeGreaterThan(140);
    expect(await pubsub.amountsOf(stream)).toEqual([1, 2]);
  });
});

it('a topic is not found for a while', async () => {
  faults.inject({ name: 'stream.topic_late', topic: TOPIC, ms: 100 });
  const ask = () => pubsub.connect().getTopic(TOPIC);
  await expect(ask()).rejects.toMatchObject({ code: status.NOT_FOUND });
  expect((await subscribe().untilEnd()).code).toBe(status.NOT_FOUND);
  await expect.poll(() => ask().catch(() => undefined)).toMatchObject({ canSubscribe: true });
  expect(faults.list()).toEqual([]);
});

describe('events', () => {
  it('come twice, count twice, and keep their place', async () => {
    faults.inject({ name: 'event.duplicate', object: 'Opportunity' });
    const stream = subscribe();
    await stream.untilStanding();
    pubsub.org.commitAmounts(2);
    const [first, second] = await stream.untilEvents(3);
    expect(second).toEqual(first);
    expect(await pubsub.amountsOf(stream)).toEqual([1, 1, 2]);
    expect(stream.batches.at(-1)?.pendingNumRequested).toBe(47);
  });

  it('cannot be decoded, or name a schema that is not there; delivered again they are whole', async () => {
    const schemaOf = async (id: string) => (await pubsub.connect().getSchema(id)).schemaJson;
    faults.inject({ name: 'event.corrupted' });
    pubsub.org.commitAmounts(2);
    const [broken, whole] = await subscribe(earliest).untilEvents(2);
    const schema = await schemaOf(broken!.event.schemaId);
    expect(() => decodeEvent(schema, broken!.event.payload)).toThrow();
    expect(decodeEvent(schema, whole!.event.payload).Amount).toBe(2);
    faults.inject({ name: 'event.unknown_schema' });
    const [lost] = await subscribe(earliest).untilEvents(2);
    await expect(schemaOf(lost!.event.schemaId)).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    const stream = subscribe(earliest);
    await stream.untilEvents(2);
    expect(await pubsub.amountsOf(stream)).toEqual([1, 2]);
  });

  it('of an entity that nobody selected come with a schema of their own', async () => {
    const stream = await standing();
    faults.inject({ name: 'event.foreign', entity: 'Invoice__c' });
    const [foreign] = await stream.untilEvents(1);
    const { schemaJson } = await pubsub.connect().getSchema(foreign!.event.schemaId);
    expect(decodeEvent(schemaJson, foreign!.event.payload).ChangeEventHeader.entityName).toBe('Invoice__c');
  });
});

it('the request log tells each call with its status', async () => {
  requests.clear();
  await standing();
  await pubsub
    .connect({ accesstoken: 'x' })
    .getTopic(TOPIC)
    .catch(() => {});
  expect(requests.entries.map(({ method, path, status: code }) => [method, path, code])).toEqual([
    ['RPC', 'Subscribe', 0],
    ['RPC', 'GetTopic', status.UNAUTHENTICATED],
  ]);
});
