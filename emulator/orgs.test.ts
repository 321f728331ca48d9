import { status } from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { openPubSubClient } from '../test/helpers/pubsubClient.ts';
import { ERROR_CODE } from '../test/helpers/pubsubHarness.ts';
import { type Watched, watch } from '../test/helpers/watchedOrg.ts';
import { createClock } from './org/clock.ts';
import { REPLAY_PRESET } from './pubsub/proto.ts';
import type { EmulatorOptions } from './start.ts';

let watched: Watched;
afterEach(() => watched.close());

const atNoon = () => ({ orgs: [{ clock: createClock(Date.parse('2026-03-02T12:00:00Z')) }] });

const open = async (entities: readonly string[], options: EmulatorOptions = {}) => {
  watched = await watch(entities, options);
  return watched.emulator.orgs[0]!;
};

const burst = (count: number) => watched.control('burst', { user: 'olga', object: 'Contact', count });

test('a field that is added while streaming has a new schema and is described as custom', async () => {
  const { org } = await open(['Opportunity']);
  const id = org.records('Opportunity')[0]!.Id;
  const change = (values: object) =>
    watched.control('change', { user: 'olga', object: 'Opportunity', ids: [id], values });
  await change({ Amount: 1 });
  expect(await watched.control('addField', { object: 'Opportunity', label: 'Win Theme' })).toEqual({
    name: 'Win_Theme__c',
  });
  await change({ Win_Theme__c: 'Speed' });
  const [before, after] = await watched.events(2);
  expect(before).not.toHaveProperty('Win_Theme__c');
  expect(after?.Win_Theme__c).toBe('Speed');
  const [one, two] = watched.stream.events;
  expect(one!.event.schemaId).not.toBe(two!.event.schemaId);
  const { body } = (await watched.get('/sobjects/Opportunity/describe')) as {
    body: { fields: { name: string; custom: boolean }[] };
  };
  expect(body.fields.filter((each) => each.custom).map((each) => each.name)).toEqual(['Win_Theme__c']);
});

test('a person account is an account and a contact with a name of parts; a business keeps its text', async () => {
  const { org } = await open(['Account', 'Contact'], { orgs: [{ personAccounts: true }] });
  const values = { FirstName: 'Nia', LastName: 'Vogt', PersonEmail: 'nia@vogt.example' };
  const made = await watched.control('personAccount', { user: 'jon', values });
  await watched.control('change', {
    user: 'jon',
    action: 'create',
    object: 'Account',
    values: { Name: 'Vogt Ltd' },
  });
  const [account, contact, business] = await watched.events(3);
  expect(account).toMatchObject({
    Name: { FirstName: 'Nia', LastName: 'Vogt' },
    PersonContactId: made.contactId,
  });
  expect(contact).toMatchObject({ IsPersonAccount: true, AccountId: made.accountId });
  expect(business?.Name).toBe('Vogt Ltd');
  expect(org.find('Account', String(made.accountId))).toMatchObject({
    Name: 'Nia Vogt',
    IsPersonAccount: true,
  });
  const rename = { user: 'olga', object: 'Account', ids: [made.accountId], values: { LastName: 'Falk' } };
  await watched.control('change', rename);
  const [renamed] = await watched.events(1, 3);
  expect(renamed?.Name).toMatchObject({ FirstName: null, LastName: 'Falk' });
  expect(renamed?.ChangeEventHeader.changedFields.at(-1)).toMatch(/^1-0x04$/);
  await watched.close();
  await open(['Account']);
  await expect(watched.control('personAccount', { user: 'jon', values })).rejects.toThrow('person accounts');
});

test('in an org of several currencies each amount has its own', async () => {
  const { org } = await open(['Opportunity'], { orgs: [{ multiCurrency: true }] });
  const id = org.records('Opportunity')[0]!.Id;
  const values = { Amount: 700, CurrencyIsoCode: 'USD' };
  await watched.control('change', { user: 'jon', object: 'Opportunity', ids: [id], values });
  expect((await watched.events(1))[0]).toMatchObject(values);
  const { body } = (await watched.get('/query?q=SELECT+CurrencyIsoCode+FROM+Account+LIMIT+1')) as {
    body: { records: object[] };
  };
  expect(body.records).toMatchObject([{ CurrencyIsoCode: 'EUR' }]);
});

test('members of others take slots, those of managed packages do not', async () => {
  const { org } = await open(['Opportunity']);
  await watched.control('member', { entity: 'Lead' });
  await watched.control('member', { entity: 'Account', channel: 'Warehouse__chn' });
  await watched.control('member', { entity: 'Case', channel: 'Package__chn', namespace: 'dsync' });
  await watched.control('settings', { entityLimit: 3 });
  await expect(watched.control('member', { entity: 'Task' })).rejects.toThrow('LIMIT_EXCEEDED');
  await watched.control('member', { entity: 'Task', namespace: 'dsync' });
  const { body } = (await watched.get(
    '/tooling/query?q=SELECT+SelectedEntity,EventChannel,NamespacePrefix,ManageableState+FROM+PlatformEventChannelMember',
  )) as { body: { records: Record<string, string>[] } };
  const told = body.records.map((each) => [each.SelectedEntity, each.NamespacePrefix, each.ManageableState]);
  expect(told).toContainEqual(['CaseChangeEvent', 'dsync', 'installed']);
  expect(told).toContainEqual(['LeadChangeEvent', null, 'unmanaged']);
  expect(body.records.filter((each) => each.EventChannel === 'ChangeEvents')).toHaveLength(2);
  await watched.control('member', { entity: 'Lead', remove: true });
  await watched.control('member', { entity: 'Contact' });
  expect(org.channels.entitiesOf('ChangeEvents')).toEqual(['Task', 'Contact']);
});

test('a sandbox hides e-mails; refreshed, it has another id and knows nobody', async () => {
  const { org } = await open(['Contact'], { orgs: [{ environment: 'sandbox' }] });
  expect(org.records('User').every((each) => String(each.Email).endsWith('.invalid'))).toBe(true);
  const old = org.orgId;
  await burst(1);
  const [event] = await watched.stream.untilEvents(1);
  const { orgId } = await watched.control('refreshSandbox', {});
  expect(orgId).toBe(org.orgId);
  expect(orgId).not.toBe(old);
  expect((await watched.stream.untilEnd()).errorCode).toBe(`${ERROR_CODE}service.auth.error`);
  expect(org.channels.names()).toEqual([]);
  expect((await watched.get('/limits')).status).toBe(401);
  const userId = watched.emulator.orgs[0]!.people.get('olga')!;
  const { token } = org.sessions.open({ clientId: 'x', userId, scopes: ['api'] }).session;
  const client = openPubSubClient(watched.emulator.pubsubUrl, {
    accesstoken: token,
    instanceurl: watched.emulator.url,
    tenantid: String(orgId),
  });
  const stream = client.subscribe({
    topicName: '/data/ChangeEvents',
    numRequested: 1,
    replayPreset: REPLAY_PRESET.custom,
    replayId: event!.replayId,
  });
  expect((await stream.untilEnd()).errorCode).toBe(`${ERROR_CODE}subscription.fetch.replayid.corrupted`);
  client.close();
  await watched.close();
  await open(['Contact']);
  await expect(watched.control('refreshSandbox', {})).rejects.toThrow('only a sandbox');
});

test('deliveries are counted for each subscriber, and end at the allocation until a day has passed', async () => {
  const { org } = await open(['Contact'], atNoon());
  await watched.control('settings', { deliveryLimit: 12 });
  const second = watched.subscribe();
  await second.untilStanding();
  await burst(3);
  await Promise.all([watched.stream.untilEvents(3), second.untilEvents(3)]);
  const { body } = (await watched.get('/limits')) as { body: Record<string, object> };
  expect(body.DailyDeliveredPlatformEvents).toEqual({ Max: 12, Remaining: 6 });
  await burst(4);
  const exceeded = { code: status.RESOURCE_EXHAUSTED, errorCode: `${ERROR_CODE}subscription.limit.exceeded` };
  const ended = await Promise.race([watched.stream.untilEnd(), second.untilEnd()]);
  expect(ended).toMatchObject(exceeded);
  expect(watched.stream.events.length + second.events.length).toBe(12);
  expect(await watched.subscribe().untilEnd()).toMatchObject(exceeded);
  await watched.control('clock', { advanceMs: 25 * 3_600_000 });
  expect(org.allocation.left()).toBe(12);
  const day = new Date(org.now() - 25 * 3_600_000).toISOString().slice(0, 10);
  const rows = org.allocation.metrics().filter((each) => each.StartDate === Date.parse(`${day}T00:00:00Z`));
  expect(rows.map(({ Name, Value }) => [Name, Value])).toEqual([
    ['CHANGE_EVENTS_DELIVERED', 12],
    ['CHANGE_EVENTS_PUBLISHED', 7],
  ]);
});

test('usage is queried by name and span', async () => {
  await open(['Contact'], atNoon());
  await burst(2);
  await watched.events(2);
  const start = new Date(Math.floor(watched.emulator.org.now() / 86_400_000) * 86_400_000);
  const span = `StartDate=${start.toISOString()} AND EndDate=${new Date(start.getTime() + 86_400_000).toISOString()}`;
  const soql = `SELECT Id, Name, Value FROM PlatformEventUsageMetric WHERE Name='CHANGE_EVENTS_DELIVERED' AND ${span}`;
  const { body } = (await watched.get(`/query?q=${encodeURIComponent(soql)}`)) as {
    body: { records: object[] };
  };
  expect(body.records).toMatchObject([
    { Id: '000000000000000AAA', Name: 'CHANGE_EVENTS_DELIVERED', Value: 2 },
  ]);
});

test('only so many clients may subscribe at once', async () => {
  await open(['Contact']);
  await watched.control('settings', { clientLimit: 2 });
  const second = watched.subscribe();
  await second.untilStanding();
  expect((await watched.subscribe().untilEnd()).errorCode).toBe(
    `${ERROR_CODE}concurrent.client.limit.exceeded`,
  );
  second.cancel();
  await expect
    .poll(() =>
      watched
        .subscribe()
        .untilStanding()
        .then(
          () => true,
          () => false,
        ),
    )
    .toBe(true);
});

test('a fault may be meant for one of several orgs', async () => {
  const { org } = await open(['Contact'], { orgs: [{}, {}] });
  const other = watched.emulator.orgs[1]!.org;
  expect(other.orgId).not.toBe(org.orgId);
  watched.emulator.faults.inject({ name: 'rest.SERVER_UNAVAILABLE', org: other.orgId });
  expect((await watched.get('/limits')).status).toBe(200);
  watched.emulator.faults.inject({ name: 'rest.SERVER_UNAVAILABLE', org: org.orgId });
  expect((await watched.get('/limits')).status).toBe(503);
  expect(watched.emulator.requests.at(-1)).toMatchObject({ method: 'GET', status: 503 });
});
