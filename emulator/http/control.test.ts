import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestOrg, type TestOrg } from './testOrg.ts';

let fixture: TestOrg;

beforeAll(async () => {
  fixture = await openTestOrg();
});
afterAll(() => fixture.running.close());

function control(action: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${fixture.running.url}/control/api/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

test('pages of other origins cannot drive the org', async () => {
  expect((await control('story', {}, { origin: 'http://evil.example' })).status).toBe(403);
  expect((await control('story', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await control('story', {}, { 'content-type': 'text/plain' })).status).toBe(415);
  const form = new URLSearchParams({ object: 'Task' });
  const response = await fetch(`${fixture.running.url}/control/story`, {
    method: 'POST',
    body: form,
    headers: { origin: 'null' },
  });
  expect(response.status).toBe(403);
  expect((await control('story', {})).status).toBe(200);
});

test('a change is made as the named user', async () => {
  const deal = fixture.org.records('Opportunity')[0]!;
  const changes: unknown[] = [];
  const stop = fixture.org.onChange((change) => changes.push([change.commitUser, change.values.NextStep]));
  const response = await control('change', {
    user: 'lea@acme.example',
    object: 'Opportunity',
    ids: [deal.Id],
    values: { NextStep: 'Sign' },
  });
  stop();
  expect(await response.json()).toEqual({ ids: [deal.Id] });
  expect(changes).toEqual([[fixture.people.get('lea'), 'Sign']]);
});

test('a burst of 2,000 is 2,000 records in as many transactions as asked', async () => {
  let events = 0;
  const stop = fixture.org.onChange(() => {
    events += 1;
  });
  const { ids } = (await (
    await control('burst', { user: 'jon', count: 2000, perTransaction: 10 })
  ).json()) as { ids: string[] };
  stop();
  expect(new Set(ids).size).toBe(2000);
  expect(events).toBe(2000);
});

test('clock, tokens, permissions and settings are at hand', async () => {
  const { org, people } = fixture;
  const jon = people.get('jon')!;
  const before = org.now();
  await control('clock', { advanceMs: 3_600_000 });
  expect(org.now() - before).toBeGreaterThanOrEqual(3_600_000);
  const { token } = org.sessions.open({ clientId: 'x', userId: jon, scopes: ['api'] }).session;
  await control('tokens', { action: 'revoke', user: 'jon' });
  expect(org.checkAccessToken(token)).toBeUndefined();
  await control('permission', { user: 'jon', object: 'Opportunity', access: 'viewAll', on: true });
  expect(org.canReceive(jon, 'Opportunity')).toBe(true);
  expect(org.canReceive(people.get('lea')!, 'Opportunity')).toBe(false);
  await control('permission', { user: 'jon', object: 'Contact', field: 'Phone', on: false });
  expect(org.hiddenFields(jon, 'Contact')).toEqual(new Set(['Phone']));
  await control('settings', { edition: 'Unlimited Edition' });
  expect(org.settings.edition).toBe('Unlimited Edition');
});

test('a mistake is told, not swallowed', async () => {
  expect(
    (await control('change', { user: 'nobody', object: 'Task', action: 'create', values: { Subject: 'x' } }))
      .status,
  ).toBe(400);
  expect((await control('settings', { colour: 'red' })).status).toBe(400);
  expect((await control('nothing', {})).status).toBe(404);
});

test('the page changes a record by its form and says so', async () => {
  const { org, people, running } = fixture;
  const record = org.records('Case')[0]!;
  const body = new URLSearchParams({
    org: org.orgId,
    object: 'Case',
    id: record.Id,
    user: people.get('ines')!,
    field: 'Status',
    value: 'Working',
    action: 'update',
  });
  const page = await fetch(`${running.url}/control/change`, { method: 'POST', body });
  expect(await page.text()).toContain('Status is now Working.');
  expect(org.find('Case', record.Id)).toMatchObject({
    Status: 'Working',
    LastModifiedById: people.get('ines'),
  });
});
