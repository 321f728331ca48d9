import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ERROR_CODE, openPubSub, type PubSubHarness, TOPIC } from '../../test/helpers/pubsubHarness.ts';
import { type FetchResponse, REPLAY_PRESET } from './proto.ts';

const EARLIEST = REPLAY_PRESET.earliest;
const CUSTOM = REPLAY_PRESET.custom;

let pubsub: PubSubHarness;
beforeEach(async () => {
  pubsub = await openPubSub();
});
afterEach(() => pubsub.close());

const isKeepalive = (response: FetchResponse) => response.events.length === 0;

describe('credit', () => {
  it('is counted exactly: never more events than were asked for, and each request adds', async () => {
    pubsub.org.commitAmounts(30);
    const stream = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 7, replayPreset: EARLIEST });
    await stream.untilEvents(7);
    expect(stream.batches.at(-1)?.pendingNumRequested).toBe(0);
    stream.request({ numRequested: 3 });
    stream.request({ numRequested: 4, topicName: TOPIC });
    await stream.untilEvents(14);
    await pubsub.settle();
    expect(await pubsub.amountsOf(stream)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
  });

  it('is capped at 100 outstanding', async () => {
    pubsub.org.commitAmounts(350);
    const stream = pubsub
      .connect()
      .subscribe({ topicName: TOPIC, numRequested: 250, replayPreset: EARLIEST });
    await stream.untilEvents(100);
    await pubsub.settle();
    expect(stream.events).toHaveLength(100);
    const idle = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 90 });
    idle.request({ numRequested: 90 });
    await idle.untilResponse((response) => response.pendingNumRequested === 100);
    pubsub.org.commitAmounts(150);
    await idle.untilEvents(100);
    await pubsub.settle();
    expect(idle.events).toHaveLength(100);
  });

  it('goes down with what is delivered, which is said with each response', async () => {
    const stream = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 10, replayPreset: EARLIEST });
    pubsub.org.commitAmounts(2);
    await stream.untilEvents(2);
    expect(stream.batches.at(-1)?.pendingNumRequested).toBe(8);
    expect(stream.batches.at(-1)?.latestReplayId).toEqual(stream.events.at(-1)?.replayId);
  });

  it('must be more than zero', async () => {
    for (const numRequested of [0, -1]) {
      const ended = await pubsub.connect().subscribe({ topicName: TOPIC, numRequested }).untilEnd();
      expect(ended.errorCode).toBe(`${ERROR_CODE}subscription.fetch.requested.events.invalid`);
    }
  });

  it('large events are split over several responses, below what a client takes by default', async () => {
    const stream = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 20, replayPreset: EARLIEST });
    const Description = 'x'.repeat(600_000);
    for (let i = 0; i < 20; i++) pubsub.org.commit({ entity: 'Opportunity', values: { Description } });
    await stream.untilEvents(20);
    expect(stream.batches.length).toBeGreaterThanOrEqual(4);
    const left = stream.batches.map((response) => response.pendingNumRequested);
    expect(left).toEqual([...left].sort((a, b) => b - a));
    expect(left.at(-1)).toBe(0);
  });

  it('a stream without any is ended by the server', async () => {
    await pubsub.start({ zeroCreditMs: 400 });
    const stream = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 1, replayPreset: EARLIEST });
    pubsub.org.commitAmounts(2);
    expect((await stream.untilEnd()).code).toBe(status.OK);
    expect(stream.events).toHaveLength(1);
  });
});

describe('keepalives', () => {
  it('come while credit is left, with a replay id that leads past everything so far', async () => {
    await pubsub.start({ keepaliveMs: 60, zeroCreditMs: 400 });
    const stream = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 5 });
    await stream.untilStanding();
    pubsub.org.commitAmounts(1);
    await stream.untilEvents(1);
    const [event] = stream.events;
    const after = stream.responses.length;
    const keepalive = await stream.untilResponse(
      (r) => isKeepalive(r) && stream.responses.indexOf(r) >= after,
    );
    expect(keepalive.pendingNumRequested).toBe(4);
    expect(Buffer.compare(keepalive.latestReplayId, event!.replayId)).toBeGreaterThanOrEqual(0);
    const resumed = pubsub.connect().subscribe({
      topicName: TOPIC,
      numRequested: 5,
      replayPreset: CUSTOM,
      replayId: keepalive.latestReplayId,
    });
    pubsub.org.commitAmounts(1, 2);
    await resumed.untilEvents(1);
    expect(await pubsub.amountsOf(resumed)).toEqual([2]);
  });
});

describe('replay', () => {
  const subscribe = (replayPreset?: number, replayId?: Buffer) =>
    pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 50, replayPreset, replayId });

  it('EARLIEST gives all that is kept, CUSTOM what is strictly after, LATEST and no preset what comes', async () => {
    pubsub.org.commitAmounts(5);
    const all = subscribe(EARLIEST);
    const [, second] = await all.untilEvents(5);
    const streams = [subscribe(CUSTOM, second!.replayId), subscribe(CUSTOM, second!.replayId.subarray(0, 8))];
    streams.push(subscribe(REPLAY_PRESET.latest), subscribe());
    await Promise.all(streams.slice(0, 2).map((stream) => stream.untilEvents(3)));
    await Promise.all(streams.slice(2).map((stream) => stream.untilStanding()));
    pubsub.org.commitAmounts(1, 6);
    await Promise.all([...streams.slice(2).map((s) => s.untilEvents(1)), streams[0]!.untilEvents(4)]);
    expect(await Promise.all(streams.map((stream) => pubsub.amountsOf(stream)))).toEqual([
      [3, 4, 5, 6],
      [3, 4, 5, 6],
      [6],
      [6],
    ]);
  });

  it('refuses CUSTOM without a replay id, with a corrupted one, and with one that has expired', async () => {
    const refusal = async (replayId?: Buffer) => (await subscribe(CUSTOM, replayId).untilEnd()).errorCode;
    const code = `${ERROR_CODE}subscription.fetch.replayid`;
    expect(await refusal()).toBe(`${code}.validation.failed`);
    expect(await refusal(Buffer.from('nonsense!!'))).toBe(`${code}.corrupted`);
    pubsub.org.commitAmounts(1);
    const [event] = await subscribe(EARLIEST).untilEvents(1);
    pubsub.org.time += 73 * 3_600_000;
    expect(await refusal(event!.replayId)).toBe(`${code}.corrupted`);
    pubsub.org.commitAmounts(1, 2);
    const kept = subscribe(EARLIEST);
    await kept.untilEvents(1);
    expect(await pubsub.amountsOf(kept)).toEqual([2]);
  });

  it('loses and repeats nothing over an outage', async () => {
    pubsub.org.commitAmounts(3);
    const first = subscribe(EARLIEST);
    await first.untilEvents(3);
    pubsub.server.dropStreams();
    const ended = { code: status.INTERNAL, errorCode: `${ERROR_CODE}service.unavailable` };
    expect(await first.untilEnd()).toMatchObject(ended);
    pubsub.org.commitAmounts(3, 4);
    const second = subscribe(CUSTOM, first.events.at(-1)!.replayId);
    await second.untilEvents(3);
    expect(await pubsub.amountsOf(second)).toEqual([4, 5, 6]);
  });

  it('is decided by the first request, which also fixes the topic', async () => {
    const stream = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 1 });
    stream.request({ numRequested: 1, replayPreset: CUSTOM, replayId: Buffer.from('ignored') });
    await stream.untilResponse((response) => response.pendingNumRequested === 2);
    pubsub.org.commitAmounts(1);
    await stream.untilEvents(1);
    stream.request({ topicName: '/data/ChangeEvents', numRequested: 1 });
    expect((await stream.untilEnd()).errorCode).toBe(`${ERROR_CODE}subscription.fetch.topic.mismatch`);
    const blank = await pubsub.connect().subscribe({ numRequested: 1 }).untilEnd();
    expect(blank.errorCode).toBe(`${ERROR_CODE}topic.validation.empty`);
    const unknown = await pubsub
      .connect()
      .subscribe({ topicName: '/data/No__chn', numRequested: 1 })
      .untilEnd();
    expect(unknown).toMatchObject({ code: status.NOT_FOUND, errorCode: `${ERROR_CODE}topic.not.found` });
  });
});

describe('what a subscriber is given', () => {
  it('a channel carries what was selected on it when it was committed', async () => {
    pubsub.org.channels.set('Acme__chn', ['Contact']);
    pubsub.org.commitAmounts(1);
    pubsub.org.channels.set('Acme__chn', ['Contact', 'Opportunity']);
    pubsub.org.commitAmounts(1, 2);
    pubsub.org.channels.set('Acme__chn', ['Contact']);
    pubsub.org.commitAmounts(1, 3);
    pubsub.org.commit({ entity: 'Contact', values: { LastName: 'Moss' } });
    const stream = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 9, replayPreset: EARLIEST });
    await stream.untilEvents(2);
    expect(await pubsub.amountsOf(stream)).toEqual([2, undefined]);
  });

  it('the topic of one entity carries what is selected on the standard channel', async () => {
    pubsub.org.commitAmounts(1);
    pubsub.org.channels.set('ChangeEvents', ['Opportunity']);
    pubsub.org.commitAmounts(1, 2);
    const topicName = '/data/OpportunityChangeEvent';
    const stream = pubsub.connect().subscribe({ topicName, numRequested: 9, replayPreset: EARLIEST });
    await stream.untilEvents(1);
    expect(await pubsub.amountsOf(stream)).toEqual([2]);
  });

  it('an entity that the user may not read is left out in silence, but its own topic is refused', async () => {
    pubsub.org.unreadable.add('Opportunity');
    pubsub.org.commitAmounts(1);
    pubsub.org.commit({ entity: 'Contact', values: { LastName: 'Moss' } });
    const stream = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 9, replayPreset: EARLIEST });
    await stream.untilEvents(1);
    await pubsub.settle();
    expect(stream.events).toHaveLength(1);
    const topicName = '/data/OpportunityChangeEvent';
    expect((await pubsub.connect().getTopic(topicName)).canSubscribe).toBe(false);
    expect(await pubsub.connect().subscribe({ topicName, numRequested: 1 }).untilEnd()).toMatchObject({
      code: status.PERMISSION_DENIED,
      errorCode: `${ERROR_CODE}subscription.topic.cannot.subscribe`,
    });
  });

  it('a field is null from the moment that it is hidden from the user', async () => {
    pubsub.org.commitAmounts(2);
    const stream = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 1, replayPreset: EARLIEST });
    await stream.untilEvents(1);
    pubsub.org.hidden.set('Opportunity', new Set(['Amount']));
    stream.request({ numRequested: 1 });
    await stream.untilEvents(2);
    expect(await pubsub.amountsOf(stream)).toEqual([1, null]);
  });

  it('a burst of commits comes in few responses', async () => {
    const stream = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 100 });
    await stream.untilStanding();
    pubsub.org.commitAmounts(100);
    await stream.untilEvents(100);
    expect(stream.batches).toHaveLength(1);
  });
});
