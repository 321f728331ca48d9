import { afterAll, beforeAll, expect, test } from 'vitest';
import { approve } from '../../emulator/approve.ts';
import { type Emulator, startEmulator } from '../../emulator/start.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { openLog } from '../../src/lib/log.ts';
import type { ChangeEvent } from '../../src/services/salesforce/changeEvent.ts';
import {
  type Channel,
  channelName,
  channelTopic,
  ensureChannel,
  ensureMember,
  listMembers,
  removeChannel,
  removeMember,
} from '../../src/services/salesforce/channel.ts';
import { openDescriber } from '../../src/services/salesforce/describe.ts';
import { ORGANIZATION_QUERIES, toOrganization } from '../../src/services/salesforce/editions.ts';
import {
  authorizationUrl,
  createPkce,
  exchangeCode,
  type OAuthApp,
  readIdentity,
  refreshTokens,
  type TokenProvider,
  type Tokens,
} from '../../src/services/salesforce/oauth.ts';
import {
  missingToConnect,
  missingToStream,
  permissionRequests,
  readPermissions,
} from '../../src/services/salesforce/permissions.ts';
import { openPubSub, waitForTopic } from '../../src/services/salesforce/pubsub.ts';
import {
  REMOTE_USER_QUERIES,
  type RemoteUser,
  toRemoteUser,
} from '../../src/services/salesforce/remoteUsers.ts';
import { openRest, type Rest } from '../../src/services/salesforce/rest.ts';
import { decodeEvents, openSchemaCache } from '../../src/services/salesforce/schemaCache.ts';
import { toSlots } from '../../src/services/salesforce/slots.ts';
import { openSubscription } from '../../src/services/salesforce/subscription.ts';

const OWN = channelName('installation', 'account');
const ENTITIES = ['Task', 'Event', 'Opportunity', 'Case', 'Contact'];

let emulator: Emulator;
let app: OAuthApp;
let tokens: Tokens;
let provider: TokenProvider;
let rest: Rest;
let channel: Channel;

beforeAll(async () => {
  emulator = await startEmulator();
  app = {
    ...emulator.app,
    loginUrl: emulator.url,
    redirectUri: 'http://127.0.0.1:3999/oauth/salesforce/callback',
  };
  const { verifier, challenge } = createPkce();
  const back = new URL(
    await approve(authorizationUrl(app, { state: 's', challenge }), { username: 'olga@acme.example' }),
  );
  tokens = await exchangeCode(app, { code: back.searchParams.get('code')!, verifier });
  provider = {
    getToken: async () => tokens,
    async refreshToken() {
      const { accessToken, refreshToken, instanceUrl } = await refreshTokens(app, tokens.refreshToken);
      tokens = {
        ...tokens,
        accessToken,
        refreshToken: refreshToken ?? tokens.refreshToken,
        instanceUrl: instanceUrl ?? tokens.instanceUrl,
      };
      return tokens;
    },
  };
  const log = openLog({ level: 'silent' });
  rest = openRest({ tokens: provider, apiVersion: '66.0', ownChannel: OWN, clock: systemClock, log });
});

afterAll(() => emulator.close());

async function rowsOf(soql: string) {
  const rows: Readonly<Record<string, unknown>>[] = [];
  for await (const page of rest.query(soql)) rows.push(...page);
  return rows;
}

test('our client reads identity, org, limits, users, permissions and descriptions', async () => {
  const identity = await readIdentity(tokens);
  expect(identity.organizationId).toBe(emulator.org.orgId);
  const organization = toOrganization((await rowsOf(ORGANIZATION_QUERIES[0]))[0]!, 'sandbox');
  expect(organization).toMatchObject({
    id: identity.organizationId,
    edition: 'enterprise',
    environment: 'production',
  });
  expect((await rest.limits()).DailyApiRequests?.Max).toBeGreaterThan(0);
  const users: RemoteUser[] = (await rowsOf(REMOTE_USER_QUERIES[0])).map(toRemoteUser);
  const kinds = new Set(users.map((user) => user.excluded));
  for (const kind of [
    null,
    'integration',
    'chatter_free',
    'automated_process',
    'guest',
    'portal',
    'inactive',
  ]) {
    expect(kinds, String(kind)).toContain(kind);
  }
  const permissions = await readPermissions(
    rest,
    await rest.composite(permissionRequests(identity.remoteUserId)),
  );
  expect(missingToConnect(permissions)).toEqual([]);
  for (const entity of ENTITIES) expect(missingToStream(permissions, entity)).toBeNull();
  const objects = await openDescriber(systemClock).describe('c', rest, ['Opportunity', 'Nonsense__c']);
  expect([...objects.keys()]).toEqual(['Opportunity']);
  expect(objects.get('Opportunity')?.fields.get('StageName')?.picklist.size).toBeGreaterThan(3);
});

test('our client renews an expired session', async () => {
  const old = tokens.accessToken;
  emulator.org.sessions.expireAll();
  expect(await rowsOf('SELECT Id FROM Organization')).toHaveLength(1);
  expect(tokens.accessToken).not.toBe(old);
});

const ask = async (entity: string) => ensureMember(rest, channel, entity, await listMembers(rest, channel));

test('our client owns one channel with five entities and is refused the sixth', async () => {
  channel = await ensureChannel(rest, OWN);
  expect(await ensureChannel(rest, OWN)).toEqual(channel);
  for (const entity of ENTITIES) {
    expect(await ask(entity)).toMatchObject({ state: 'selected' });
  }
  expect(await ask('Lead')).toMatchObject({ state: 'refused', code: 'slot_limit' });
  const slots = toSlots(await listMembers(rest, channel));
  expect(slots).toMatchObject({ used: 5, ours: [...ENTITIES].sort() });
  const members = await listMembers(rest, channel);
  await removeMember(rest, members.find((member) => member.entity === 'Case')!);
  expect(await ask('Case')).toMatchObject({ state: 'selected' });
});

test('our client receives and decodes what happens in the org, and goes on after its position', async () => {
  const options = { url: emulator.pubsubUrl, organizationId: emulator.org.orgId, tokens: provider };
  const pubsub = openPubSub(options);
  const cache = openSchemaCache((id) => pubsub.getSchema(id));
  const topic = channelTopic(channel);
  expect(await waitForTopic(pubsub, topic, { clock: systemClock })).toMatchObject({ canSubscribe: true });
  const write = async (method: string, path: string, body: object) => {
    const answer = await fetch(`${emulator.url}/services/data/v66.0/sobjects/${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.ok, answer.ok ? '' : await answer.clone().text()).toBe(true);
    return answer.status === 204 ? '' : ((await answer.json()) as { id: string }).id;
  };
  const next = async (from: Buffer | 'EARLIEST', count: number) => {
    const events: ChangeEvent[] = [];
    let position = Buffer.alloc(0);
    for await (const batch of openSubscription({ ...options, topic, from, clock: systemClock })) {
      for (const event of await decodeEvents(cache, batch.events)) events.push(event as ChangeEvent);
      position = Buffer.from(batch.latestReplayId ?? position);
      if (events.length >= count) break;
    }
    return { events, position };
  };
  const id = await write('POST', 'Contact', {
    LastName: 'Falk',
    MailingCity: 'Ulm',
    Birthdate: '1990-05-31',
  });
  const first = await next('EARLIEST', 1);
  expect(first.events.at(-1)).toMatchObject({
    entity: 'Contact',
    recordIds: [id],
    changeType: 'CREATE',
    values: { Name: { LastName: 'Falk' }, MailingAddress: { City: 'Ulm' }, Birthdate: '1990-05-31' },
  });
  await write('PATCH', `Contact/${id}`, { MailingCity: 'Bonn', Birthdate: null });
  const second = await next(first.position, 1);
  expect(second.events).toHaveLength(1);
  expect(second.events[0]).toMatchObject({
    changeType: 'UPDATE',
    values: { MailingAddress: { City: 'Bonn' } },
    nulledFields: ['Birthdate'],
  });
  expect(second.events[0]?.changedFields).toContain('MailingAddress.City');
  await expect(next(Buffer.from('nonsense!!'), 1)).rejects.toMatchObject({ name: 'ReplayPositionLost' });
  pubsub.close();
});

test('our client leaves nothing behind', async () => {
  expect(await removeChannel(rest, OWN)).toBe(true);
  expect(await rest.toolingQuery('SELECT Id FROM PlatformEventChannelMember')).toEqual([]);
});
