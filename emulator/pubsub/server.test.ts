import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FixtureOrg, OPPORTUNITY } from '../../test/helpers/fixtureOrg.ts';
import { decodeEvent } from '../../test/helpers/pubsubClient.ts';
import { ERROR_CODE, openPubSub, type PubSubHarness, TOPIC } from '../../test/helpers/pubsubHarness.ts';
import { REPLAY_PRESET } from './proto.ts';
import { startPubSub } from './server.ts';

const EARLIEST = REPLAY_PRESET.earliest;

let pubsub: PubSubHarness;
beforeEach(async () => {
  pubsub = await openPubSub();
});
afterEach(() => pubsub.close());

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

describe('who may call', () => {
  it('a call without one of the three headers is refused', async () => {
    for (const missing of ['accesstoken', 'instanceurl', 'tenantid']) {
      const call = pubsub.connect({ [missing]: '' }).getTopic(TOPIC);
      const refusal = [status.UNAUTHENTICATED, 'service.auth.headers.invalid', 'GetTopic'];
      expect(await refusalOf(call)).toEqual(refusal);
    }
  });

  it('a wrong token and a wrong tenant are refused alike, on every procedure', async () => {
    for (const wrong of [{ accesstoken: 'x' }, { tenantid: '00DAC000000009AEAQ' }]) {
      const client = pubsub.connect(wrong);
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
    await pubsub.start({ orgs: [pubsub.org, other] });
    for (const tenantid of [other.orgId, other.orgId.slice(0, 15)]) {
      const topic = await pubsub
        .connect({ accesstoken: other.token, tenantid })
        .getTopic('/data/ChangeEvents');
      expect(topic.tenantGuid).toContain(other.orgId);
    }
    expect((await refusalOf(pubsub.connect({ tenantid: other.orgId }).getTopic(TOPIC)))[0]).toBe(16);
  });

  it('a token that is revoked ends the stream, before anything more is delivered and when it is quiet', async () => {
    const busy = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 5 });
    const idle = pubsub.connect().subscribe();
    await busy.untilStanding();
    pubsub.org.tokens.clear();
    pubsub.org.commitAmounts(1);
    const refusal = { code: status.UNAUTHENTICATED, errorCode: `${ERROR_CODE}service.auth.error` };
    expect(await busy.untilEnd()).toMatchObject(refusal);
    expect(await idle.untilEnd()).toMatchObject(refusal);
    expect(busy.events).toEqual([]);
  });
});

describe('topics and schemas', () => {
  it('a channel has a blank schema id, the topic of one entity has its schema', async () => {
    const client = pubsub.connect();
    const told = { canPublish: false, canSubscribe: true, schemaId: '' };
    expect(await client.getTopic(TOPIC)).toMatchObject({ ...told, topicName: TOPIC });
    expect(await client.getTopic('/data/ChangeEvents')).toMatchObject(told);
    const topic = await client.getTopic('/data/OpportunityChangeEvent');
    expect(topic.tenantGuid).toContain(pubsub.org.orgId);
    const schema = await client.getSchema(topic.schemaId);
    expect(schema.schemaId).toBe(topic.schemaId);
    expect(JSON.parse(schema.schemaJson).name).toBe('OpportunityChangeEvent');
  });

  it('names are case-sensitive, and an unknown one is not found', async () => {
    const wrong = ['/data/acme__chn', '/data/opportunityChangeEvent', '/data/NoteChangeEvent', '/event/A__e'];
    for (const name of [...wrong, 'Acme__chn']) {
      const refusal = [status.NOT_FOUND, 'topic.not.found', 'GetTopic'];
      expect(await refusalOf(pubsub.connect().getTopic(name)), name).toEqual(refusal);
    }
    const blank = [status.INVALID_ARGUMENT, 'topic.validation.empty', 'GetTopic'];
    expect(await refusalOf(pubsub.connect().getTopic(''))).toEqual(blank);
  });

  it('a blank schema id is refused in the words of Salesforce, an unknown one too', async () => {
    await expect(pubsub.connect().getSchema('')).rejects.toThrow(
      "3 INVALID_ARGUMENT: Schema validation failed. The schema ID can't be blank.",
    );
    const refusal = [status.INVALID_ARGUMENT, 'schema.validation.failed', 'GetSchema'];
    expect(await refusalOf(pubsub.connect().getSchema('a01VpgrsZNJdn-7KStJcxQ'))).toEqual(refusal);
  });

  it('a field that the org adds changes the schema of later events only', async () => {
    const stream = pubsub.connect().subscribe({ topicName: TOPIC, numRequested: 10, replayPreset: EARLIEST });
    pubsub.org.commitAmounts(1);
    const fields = [...OPPORTUNITY.fields, { name: 'Level__c', label: 'Level', type: 'string' as const }];
    pubsub.org.objects.set('Opportunity', { ...OPPORTUNITY, fields });
    pubsub.org.commit({
      entity: 'Opportunity',
      values: { Level__c: 'high', Amount: 2 },
      changed: ['Level__c'],
    });
    const [before, after] = await stream.untilEvents(2);
    expect(before!.event.schemaId).not.toBe(after!.event.schemaId);
    const { schemaJson } = await pubsub.connect().getSchema(after!.event.schemaId);
    expect(decodeEvent(schemaJson, after!.event.payload).Level__c).toBe('high');
    expect(await pubsub.amountsOf(stream)).toEqual([1, 2]);
  });

  it.each([
    [{ developerName: 'Mine', numRequested: 5 }, status.NOT_FOUND, 'developer.name.not.found'],
    [{ developerName: 'Mine', numRequested: 0 }, status.INVALID_ARGUMENT, 'fetch.request.events.invalid'],
    [{ subscriptionId: '18xAC0000000001', numRequested: 5 }, status.NOT_FOUND, 'subscription.id.not.found'],
    [{ subscriptionId: 'Mine', numRequested: 5 }, status.INVALID_ARGUMENT, 'subscription.id.invalid'],
    [{ numRequested: 5 }, status.INVALID_ARGUMENT, 'id.or.developer.name.empty'],
  ])('no managed subscription is configured: %j', async (asked, code, suffix) => {
    const end = await pubsub.connect().managed(asked);
    expect([end.code, end.errorCode]).toEqual([code, `${ERROR_CODE}managed.subscription.${suffix}`]);
    expect(end.metadata.get('type')).toEqual(['ManagedSubscribe']);
  });

  it('publishing is not offered', async () => {
    await expect(pubsub.connect().publish(TOPIC)).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });
});

it('only loopback is listened on', async () => {
  await expect(startPubSub({ orgs: [pubsub.org], host: '0.0.0.0' })).rejects.toThrow(/loopback only/);
});
