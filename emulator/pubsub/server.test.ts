import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FixtureOrg, OPPORTUNITY } from '../../test/helpers/fixtureOrg.ts';
import { decodeEvent, type Headers, openPubSubClient } from '../../test/helpers/pubsubClient.ts';
import { type FetchResponse, REPLAY_PRESET } from './proto.ts';
import { type PubSub, type PubSubOptions, startPubSub } from './server.ts';

const TOPIC = '/data/Acme__chn';
const EARLIEST = REPLAY_PRESET.earliest;
const CUSTOM = REPLAY_PRESET.custom;
const ERROR_CODE = 'sfdc.platform.eventbus.grpc.';

let org: FixtureOrg;
let server: PubSub;
const clients: { close(): void }[] = [];

const headersOf = (of: FixtureOrg): Headers => ({
  accesstoken: of.token,
  instanceurl: 'https://acme.my.salesforce.com',
  tenantid: of.orgId,
});

function connect(headers: Partial<Headers> = {}) {
  const client = openPubSubClient(server.url, { ...headersOf(org), ...headers });
  clients.push(client);
  return client;
}

async function restart(options: Partial<PubSubOptions> = {}): Promise<void> {
  await server.close();
  server = await startPubSub({ orgs: [org], ...options });
}

const isKeepalive = (response: FetchResponse) => response.events.length === 0;

/** What a refused call tells: status, code after the common prefix, and that the trailers are complete. */
const refusalOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => {
      throw new Error('the call was not refused');
    },
    (e) => e,
  );
  const [errorCode] = error.metadata.get('error-code');
  const [rpcId] = error.metadata.get('rpc-id');
  expect(error.details.endsWith(`rpcId: ${rpcId}`)).toBe(true);
  expect(rpcId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  return [error.code, errorCode.replace(ERROR_CODE, ''), error.metadata.get('type')[0]];
};

const amountsOf = async (stream: { events: { event: { schemaId: string; payload: Buffer } }[] }) => {
  const client = connect();
  return Promise.all(
    stream.events.map(async ({ event }) => {
      const { schemaJson } = await client.getSchema(event.schemaId);
      return decodeEvent(schemaJson, event.payload).Amount;
    }),
  );
};

beforeEach(async () => {
  org = new FixtureOrg();
  org.channels.set('Acme__chn', ['Opportunity', 'Contact']);
  server = await startPubSub({ orgs: [org] });
  await connect().getTopic(TOPIC);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.close();
});

describe('who may call', () => {
  it('a call without one of the three headers is refused', async () => {
    for (const missing of ['accesstoken', 'instanceurl', 'tenantid']) {
      const call = connect({ [missing]: '' }).getTopic(TOPIC);
      const refusal = [status.UNAUTHENTICATED, 'service.auth.headers.invalid', 'GetTopic'];
      expect(await refusalOf(call)).toEqual(refusal);
    }
  });

  it('a wrong token and a wrong tenant are refused alike, on every procedure', async () => {
    for (const wrong of [{ accesstoken: 'x' }, { tenantid: '00DAC000000009AEAQ' }]) {
      const client = connect(wrong);
      const refusal = [status.UNAUTHENTICATED, 'service.auth.error'];
      expect(await refusalOf(client.getTopic(TOPIC))).toEqual([...refusal, 'GetTopic']);
      expect(await refusalOf(client.getSchema('x'))).toEqual([...refusal, 'GetSchema']);
      const { code, errorCode, metadata } = await client.subscribe().untilEnd();
      expect([code, errorCode]).toEqual([refusal[0], ERROR_CODE + refusal[1]]);
      expect(metadata.get('type')).toEqual(['Subscribe']);
    }
  });

  it('one server tells several orgs apart by tenant id, in 15 and 18 characters', async () => {
    const other = new FixtureOrg('00DAC000000002AEAQ');
    await restart({ orgs: [org, other] });
    for (const tenantid of [other.orgId, other.orgId.slice(0, 15)]) {
      const topic = await connect({ accesstoken: other.token, tenantid }).getTopic('/data/ChangeEvents');
      expect(topic.tenantGuid).toContain(other.orgId);
    }
    expect((await refusalOf(connect({ tenantid: other.orgId }).getTopic(TOPIC)))[0]).toBe(16);
  });

  it('a token that is revoked ends the stream, before anything more is delivered and when it is quiet', async () => {
    await restart({ zeroCreditMs: 40_000, keepaliveMs: 100 });
    const busy = connect().subscribe({ topicName: TOPIC, numRequested: 5 });
    const idle = connect().subscribe();
    await busy.untilResponse(isKeepalive);
    org.tokens.clear();
    org.commitAmounts(1);
    const refusal = { code: status.UNAUTHENTICATED, errorCode: `${ERROR_CODE}service.auth.error` };
    expect(await busy.untilEnd()).toMatchObject(refusal);
    expect(await idle.untilEnd()).toMatchObject(refusal);
    expect(busy.events).toEqual([]);
  });
});

describe('topics and schemas', () => {
  it('a channel has a blank schema id, the topic of one entity has its schema', async () => {
    const client = connect();
    const told = { canPublish: false, canSubscribe: true, schemaId: '' };
    expect(await client.getTopic(TOPIC)).toMatchObject({ ...told, topicName: TOPIC });
    expect(await client.getTopic('/data/ChangeEvents')).toMatchObject(told);
    const topic = await client.getTopic('/data/OpportunityChangeEvent');
    expect(topic.tenantGuid).toContain(org.orgId);
    const schema = await client.getSchema(topic.schemaId);
    expect(schema.schemaId).toBe(topic.schemaId);
    expect(JSON.parse(schema.schemaJson).name).toBe('OpportunityChangeEvent');
  });

  it('names are case-sensitive, and an unknown one is not found', async () => {
    const wrong = ['/data/acme__chn', '/data/opportunityChangeEvent', '/data/NoteChangeEvent', '/event/A__e'];
    for (const name of [...wrong, 'Acme__chn']) {
      const refusal = [status.NOT_FOUND, 'topic.not.found', 'GetTopic'];
      expect(await refusalOf(connect().getTopic(name)), name).toEqual(refusal);
    }
    const blank = [status.INVALID_ARGUMENT, 'topic.validation.empty', 'GetTopic'];
    expect(await refusalOf(connect().getTopic(''))).toEqual(blank);
  });

  it('a blank schema id is refused in the words of Salesforce, an unknown one too', async () => {
    await expect(connect().getSchema('')).rejects.toThrow(
      "3 INVALID_ARGUMENT: Schema validation failed. The schema ID can't be blank.",
    );
    const refusal = [status.INVALID_ARGUMENT, 'schema.validation.failed', 'GetSchema'];
    expect(await refusalOf(connect().getSchema('a01VpgrsZNJdn-7KStJcxQ'))).toEqual(refusal);
  });

  it('a field that the org adds changes the schema of later events only', async () => {
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 10, replayPreset: EARLIEST });
    org.commitAmounts(1);
    const fields = [...OPPORTUNITY.fields, { name: 'Level__c', label: 'Level', type: 'string' as const }];
    org.objects.set('Opportunity', { ...OPPORTUNITY, fields });
    org.commit({ entity: 'Opportunity', values: { Level__c: 'high', Amount: 2 }, changed: ['Level__c'] });
    const [before, after] = await stream.untilEvents(2);
    expect(before!.event.schemaId).not.toBe(after!.event.schemaId);
    const { schemaJson } = await connect().getSchema(after!.event.schemaId);
    expect(decodeEvent(schemaJson, after!.event.payload).Level__c).toBe('high');
    expect(await amountsOf(stream)).toEqual([1, 2]);
  });

  it('publishing is not offered', async () => {
    await expect(connect().publish(TOPIC)).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });
});

describe('credit', () => {
  it('is counted exactly: never more events than were asked for, and each request adds', async () => {
    org.commitAmounts(30);
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 7, replayPreset: EARLIEST });
    await stream.untilEvents(7);
    expect(stream.responses.at(-1)?.pendingNumRequested).toBe(0);
    stream.request({ numRequested: 3 });
    stream.request({ numRequested: 4, topicName: TOPIC });
    await stream.untilEvents(14);
    await connect().getTopic(TOPIC);
    expect(await amountsOf(stream)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
  });

  it('is capped at 100 outstanding', async () => {
    org.commitAmounts(350);
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 250, replayPreset: EARLIEST });
    await stream.untilEvents(100);
    await connect().getTopic(TOPIC);
    expect(stream.events).toHaveLength(100);
    const idle = connect().subscribe({ topicName: TOPIC, numRequested: 90 });
    idle.request({ numRequested: 90 });
    await connect().getTopic(TOPIC);
    org.commitAmounts(150);
    await idle.untilEvents(100);
    await connect().getTopic(TOPIC);
    expect(idle.events).toHaveLength(100);
  });

  it('goes down with what is delivered, which is said with each response', async () => {
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 10, replayPreset: EARLIEST });
    org.commitAmounts(2);
    await stream.untilEvents(2);
    expect(stream.responses.at(-1)?.pendingNumRequested).toBe(8);
    expect(stream.responses.at(-1)?.latestReplayId).toEqual(stream.events.at(-1)?.replayId);
  });

  it('must be more than zero', async () => {
    for (const numRequested of [0, -1]) {
      const ended = await connect().subscribe({ topicName: TOPIC, numRequested }).untilEnd();
      expect(ended.errorCode).toBe(`${ERROR_CODE}subscription.fetch.requested.events.invalid`);
    }
  });

  it('large events are split over several responses, below what a client takes by default', async () => {
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 20, replayPreset: EARLIEST });
    const Description = 'x'.repeat(600_000);
    for (let i = 0; i < 20; i++) org.commit({ entity: 'Opportunity', values: { Description } });
    await stream.untilEvents(20);
    expect(stream.responses.length).toBeGreaterThanOrEqual(4);
    const left = stream.responses.map((response) => response.pendingNumRequested);
    expect(left).toEqual([...left].sort((a, b) => b - a));
    expect(left.at(-1)).toBe(0);
  });

  it('a stream without any is ended by the server', async () => {
    await restart({ zeroCreditMs: 60 });
    await connect().getTopic(TOPIC);
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 1, replayPreset: EARLIEST });
    org.commitAmounts(2);
    expect((await stream.untilEnd()).code).toBe(status.OK);
    expect(stream.events).toHaveLength(1);
  });
});

describe('keepalives', () => {
  it('come while credit is left, with a replay id that leads past everything so far', async () => {
    await restart({ keepaliveMs: 60, zeroCreditMs: 50 });
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 5 });
    await stream.untilResponse(isKeepalive);
    org.commitAmounts(1);
    await stream.untilEvents(1);
    const [event] = stream.events;
    const after = stream.responses.length;
    const keepalive = await stream.untilResponse(
      (r) => isKeepalive(r) && stream.responses.indexOf(r) >= after,
    );
    expect(keepalive.pendingNumRequested).toBe(4);
    expect(Buffer.compare(keepalive.latestReplayId, event!.replayId)).toBeGreaterThanOrEqual(0);
    const resumed = connect().subscribe({
      topicName: TOPIC,
      numRequested: 5,
      replayPreset: CUSTOM,
      replayId: keepalive.latestReplayId,
    });
    org.commitAmounts(1, 2);
    await resumed.untilEvents(1);
    expect(await amountsOf(resumed)).toEqual([2]);
  });
});

describe('replay', () => {
  const subscribe = (replayPreset?: number, replayId?: Buffer) =>
    connect().subscribe({ topicName: TOPIC, numRequested: 50, replayPreset, replayId });

  it('EARLIEST gives all that is kept, CUSTOM what is strictly after, LATEST and no preset what comes', async () => {
    org.commitAmounts(5);
    const all = subscribe(EARLIEST);
    const [, second] = await all.untilEvents(5);
    const streams = [subscribe(CUSTOM, second!.replayId), subscribe(CUSTOM, second!.replayId.subarray(0, 8))];
    streams.push(subscribe(REPLAY_PRESET.latest), subscribe());
    await Promise.all(streams.slice(0, 2).map((stream) => stream.untilEvents(3)));
    await connect().getTopic(TOPIC);
    org.commitAmounts(1, 6);
    await Promise.all([...streams.slice(2).map((s) => s.untilEvents(1)), streams[0]!.untilEvents(4)]);
    expect(await Promise.all(streams.map(amountsOf))).toEqual([[3, 4, 5, 6], [3, 4, 5, 6], [6], [6]]);
  });

  it('refuses CUSTOM without a replay id, with a corrupted one, and with one that has expired', async () => {
    const refusal = async (replayId?: Buffer) => (await subscribe(CUSTOM, replayId).untilEnd()).errorCode;
    const code = `${ERROR_CODE}subscription.fetch.replayid`;
    expect(await refusal()).toBe(`${code}.validation.failed`);
    expect(await refusal(Buffer.from('nonsense!!'))).toBe(`${code}.corrupted`);
    org.commitAmounts(1);
    const [event] = await subscribe(EARLIEST).untilEvents(1);
    org.time += 73 * 3_600_000;
    expect(await refusal(event!.replayId)).toBe(`${code}.corrupted`);
    org.commitAmounts(1, 2);
    const kept = subscribe(EARLIEST);
    await kept.untilEvents(1);
    expect(await amountsOf(kept)).toEqual([2]);
  });

  it('loses and repeats nothing over an outage', async () => {
    org.commitAmounts(3);
    const first = subscribe(EARLIEST);
    await first.untilEvents(3);
    server.dropStreams();
    const ended = { code: status.INTERNAL, errorCode: `${ERROR_CODE}service.unavailable` };
    expect(await first.untilEnd()).toMatchObject(ended);
    org.commitAmounts(3, 4);
    const second = subscribe(CUSTOM, first.events.at(-1)!.replayId);
    await second.untilEvents(3);
    expect(await amountsOf(second)).toEqual([4, 5, 6]);
  });

  it('is decided by the first request, which also fixes the topic', async () => {
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 1 });
    stream.request({ numRequested: 1, replayPreset: CUSTOM, replayId: Buffer.from('ignored') });
    await connect().getTopic(TOPIC);
    org.commitAmounts(1);
    await stream.untilEvents(1);
    stream.request({ topicName: '/data/ChangeEvents', numRequested: 1 });
    expect((await stream.untilEnd()).errorCode).toBe(`${ERROR_CODE}subscription.fetch.topic.mismatch`);
    const blank = await connect().subscribe({ numRequested: 1 }).untilEnd();
    expect(blank.errorCode).toBe(`${ERROR_CODE}topic.validation.empty`);
    const unknown = await connect().subscribe({ topicName: '/data/No__chn', numRequested: 1 }).untilEnd();
    expect(unknown).toMatchObject({ code: status.NOT_FOUND, errorCode: `${ERROR_CODE}topic.not.found` });
  });
});

describe('what a subscriber is given', () => {
  it('a channel carries what was selected on it when it was committed', async () => {
    org.channels.set('Acme__chn', ['Contact']);
    org.commitAmounts(1);
    org.channels.set('Acme__chn', ['Contact', 'Opportunity']);
    org.commitAmounts(1, 2);
    org.channels.set('Acme__chn', ['Contact']);
    org.commitAmounts(1, 3);
    org.commit({ entity: 'Contact', values: { LastName: 'Moss' } });
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 9, replayPreset: EARLIEST });
    await stream.untilEvents(2);
    expect(await amountsOf(stream)).toEqual([2, undefined]);
  });

  it('the topic of one entity carries what is selected on the standard channel', async () => {
    org.commitAmounts(1);
    org.channels.set('ChangeEvents', ['Opportunity']);
    org.commitAmounts(1, 2);
    const topicName = '/data/OpportunityChangeEvent';
    const stream = connect().subscribe({ topicName, numRequested: 9, replayPreset: EARLIEST });
    await stream.untilEvents(1);
    expect(await amountsOf(stream)).toEqual([2]);
  });

  it('an entity that the user may not read is left out in silence, but its own topic is refused', async () => {
    org.unreadable.add('Opportunity');
    org.commitAmounts(1);
    org.commit({ entity: 'Contact', values: { LastName: 'Moss' } });
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 9, replayPreset: EARLIEST });
    await stream.untilEvents(1);
    await connect().getTopic(TOPIC);
    expect(stream.events).toHaveLength(1);
    const topicName = '/data/OpportunityChangeEvent';
    expect((await connect().getTopic(topicName)).canSubscribe).toBe(false);
    expect(await connect().subscribe({ topicName, numRequested: 1 }).untilEnd()).toMatchObject({
      code: status.PERMISSION_DENIED,
      errorCode: `${ERROR_CODE}subscription.topic.cannot.subscribe`,
    });
  });

  it('a hidden field is null, for that user alone', async () => {
    org.commitAmounts(2);
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 1, replayPreset: EARLIEST });
    await stream.untilEvents(1);
    org.hidden.set('Opportunity', new Set(['Amount']));
    stream.request({ numRequested: 1 });
    await stream.untilEvents(2);
    expect(await amountsOf(stream)).toEqual([1, null]);
  });

  it('a burst of commits comes in few responses', async () => {
    const stream = connect().subscribe({ topicName: TOPIC, numRequested: 100 });
    await connect().getTopic(TOPIC);
    org.commitAmounts(100);
    await stream.untilEvents(100);
    expect(stream.responses).toHaveLength(1);
  });
});

it('only loopback is listened on', async () => {
  await expect(startPubSub({ orgs: [org], host: '0.0.0.0' })).rejects.toThrow(/loopback only/);
});
