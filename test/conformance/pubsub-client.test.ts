import PubSubApiClient from 'salesforce-pubsub-api-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type PubSub, startPubSub } from '../../emulator/pubsub/server.ts';
import { FixtureOrg } from '../helpers/fixtureOrg.ts';

const TOPIC = '/data/Acme__chn';
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let org: FixtureOrg;
let server: PubSub;
let client: PubSubApiClient;

beforeEach(async () => {
  org = new FixtureOrg();
  org.channels.set('Acme__chn', ['Opportunity', 'Contact']);
  server = await startPubSub({ orgs: [org], tls: true, keepaliveMs: 100 });
  client = new PubSubApiClient(
    {
      authType: 'user-supplied',
      accessToken: org.token,
      instanceUrl: 'https://acme.my.salesforce.com',
      organizationId: org.orgId,
      pubSubEndpoint: new URL(server.url).host,
      rejectUnauthorizedSsl: false,
    },
    silent,
  );
  await client.connect();
});

afterEach(async () => {
  client.close();
  await server.close();
});

it('the standard client receives an update over TLS, with its fields and what changed', async () => {
  const received = new Promise((resolve, reject) => {
    client.subscribe(TOPIC, (_subscription, type, data) => {
      if (type === 'event') resolve(data);
      if (type === 'error') reject(data);
      if (type === 'grpcKeepAlive') commit();
    });
  });
  const commit = () =>
    org.commit({
      entity: 'Opportunity',
      values: { StageName: 'Negotiation', Amount: 125_000.5, CloseDate: '2026-12-31' },
      changed: ['StageName', 'Amount', 'CloseDate', 'Description'],
      nulled: ['Description'],
    });
  expect(await received).toMatchObject({
    payload: {
      ChangeEventHeader: {
        entityName: 'Opportunity',
        changeType: 'UPDATE',
        recordIds: ['006AC000000001BAAQ'],
        changedFields: ['Description', 'StageName', 'Amount', 'CloseDate'],
        nulledFields: ['Description'],
        commitNumber: expect.any(BigInt),
      },
      StageName: 'Negotiation',
      Amount: 125_000.5,
      CloseDate: Date.UTC(2026, 11, 31),
      Description: null,
      Name: null,
    },
  });
});
