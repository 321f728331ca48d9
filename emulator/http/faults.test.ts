import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { approve } from '../approve.ts';

import { type FaultName, faultCatalogue } from '../faults.ts';
import { runAction } from './controlActions.ts';
import { openTestOrg, type TestOrg } from './testOrg.ts';

const REDIRECT = 'http://localhost:3000/oauth/salesforce/callback';
const DEAL = '/query?q=SELECT+Id+FROM+Opportunity';

let fixture: TestOrg;
let url: string;

beforeAll(async () => {
  fixture = await openTestOrg();
  url = fixture.running.url;
});
afterAll(() => fixture.running.close());
afterEach(() => fixture.faults.clear());

const app = () => fixture.running.site.app;
const get = (path: string) => fixture.call('olga', 'GET', path);
const post = (path: string, body: object) => fixture.call('olga', 'POST', path, body);

async function control(name: FaultName, parameters: object = {}): Promise<void> {
  const response = await fetch(`${url}/control/api/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, ...parameters }),
  });
  expect(response.status).toBe(200);
}

const authorize = async (): Promise<URLSearchParams> => {
  const asked = { response_type: 'code', client_id: app().clientId, redirect_uri: REDIRECT, state: 'st' };
  const start = `${url}/services/oauth2/authorize?${new URLSearchParams(asked)}`;
  return new URL(await approve(start, { username: 'olga@acme.example' })).searchParams;
};

async function token(form: Record<string, string>): Promise<{ status: number; text: string }> {
  const secret = { client_id: app().clientId, client_secret: app().clientSecret };
  const body = new URLSearchParams({ ...secret, ...form });
  const response = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body });
  return { status: response.status, text: await response.text() };
}

const exchange = async () =>
  token({
    grant_type: 'authorization_code',
    code: (await authorize()).get('code')!,
    redirect_uri: REDIRECT,
  });

describe('login and consent', () => {
  const ends = faultCatalogue.filter((each) => each.area === 'authorize' && each.answer);
  test.each(ends)('$name is redirected or shown, as asked', async ({ name, answer }) => {
    const [, error, description] = answer!;
    await control(name, { shown: 'redirect' });
    expect(Object.fromEntries(await authorize())).toEqual({
      error,
      error_description: description,
      state: 'st',
    });
    await control(name, { shown: 'page' });
    await expect(authorize()).rejects.toThrow(`${error}: ${description.slice(0, 10)}`);
    expect((await authorize()).get('code')).toBeTruthy();
  });

  test('a foreign state comes back', async () => {
    await control('authorize.foreign_state');
    expect((await authorize()).get('state')).toBe('foreign');
  });
});

describe('the token endpoint', () => {
  const errors = faultCatalogue.filter((each) => each.area === 'token' && each.answer);
  test.each(errors)('$name is answered as JSON', async ({ name, answer }) => {
    const [status, error, error_description] = answer!;
    await control(name, { grant: 'any' });
    const { status: given, text } = await token({ grant_type: 'refresh_token', refresh_token: 'x' });
    expect([given, JSON.parse(text)]).toEqual([status, { error, error_description }]);
  });

  test('a fault of refreshing leaves the exchange of a code alone', async () => {
    await control('token.invalid_grant');
    const first = await exchange();
    expect(first.status).toBe(200);
    const refresh_token = JSON.parse(first.text).refresh_token as string;
    const again = () => token({ grant_type: 'refresh_token', refresh_token });
    expect((await again()).status).toBe(400);
    expect((await again()).status).toBe(200);
  });

  test('what is missing or foreign in the answer', async () => {
    await control('token.no_refresh_token');
    expect(JSON.parse((await exchange()).text)).not.toHaveProperty('refresh_token');
    await control('token.missing_scope');
    expect(JSON.parse((await exchange()).text).scope).toBe('refresh_token id');
    await control('token.foreign_instance', { instanceUrl: 'https://evil.example' });
    expect(JSON.parse((await exchange()).text).instance_url).toBe('https://evil.example');
  });

  test('slow, broken off, or a page', async () => {
    await control('token.slow', { ms: 120 });
    const start = performance.now();
    expect((await exchange()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(100);
    await control('token.html');
    expect((await exchange()).text).toContain('<html>');
    for (const after of [false, true]) {
      await control('token.dropped', { after });
      await expect(exchange()).rejects.toThrow();
    }
  });
});

test('the identity URL', async () => {
  const { access_token, id } = JSON.parse((await exchange()).text) as Record<string, string>;
  const read = async () => {
    const response = await fetch(id!, { headers: { authorization: `Bearer ${access_token}` } });
    return { status: response.status, text: await response.text() };
  };
  for (const { name, answer } of faultCatalogue.filter((each) => each.area === 'identity' && each.answer)) {
    await control(name);
    expect(await read()).toEqual({ status: answer![0], text: answer![1] });
  }
  await control('identity.foreign_org');
  expect(JSON.parse((await read()).text).organization_id).toBe('00DXX0000000001AAA');
  expect(JSON.parse((await read()).text).organization_id).toBe(fixture.org.orgId);
});

describe('the data API', () => {
  const errors = faultCatalogue.filter((each) => each.area === 'rest' && each.answer);
  test.each(errors)('$name is answered as Salesforce does', async ({ name, answer }) => {
    const [status, errorCode, message] = answer!;
    await control(name, { times: 2 });
    const path = name === 'rest.INVALID_QUERY_LOCATOR' ? '/query/01g-2000' : DEAL;
    const words = message.replace('{object}', 'Opportunity').replace('{field}', 'Id');
    for (const _ of [1, 2])
      expect(await get(path)).toMatchObject({
        status,
        body: [{ errorCode, message: expect.stringContaining(words) }],
      });
    if (path === DEAL) expect((await get(path)).status).toBe(200);
  });

  test('a fault keeps to its object, its path and its method', async () => {
    await control('rest.INVALID_TYPE', { object: 'Case', times: 'always' });
    expect((await get(DEAL)).status).toBe(200);
    expect((await get('/query?q=SELECT+Id+FROM+Case')).status).toBe(400);
    const composite = await post('/composite', {
      compositeRequest: ['Case', 'Opportunity'].map((object) => ({
        method: 'GET',
        url: `/services/data/v66.0/query?q=SELECT+Id+FROM+${object}+LIMIT+1`,
        referenceId: object,
      })),
    });
    const parts = composite.body.compositeResponse as { httpStatusCode: number }[];
    expect(parts.map((each) => each.httpStatusCode)).toEqual([400, 200]);
    await control('rest.UNKNOWN_EXCEPTION', { path: '/describe', method: 'GET' });
    expect((await get('/limits')).status).toBe(200);
    expect((await get('/sobjects/Task/describe')).status).toBe(500);
  });

  test.each([
    ['rest.QUERY_TIMEOUT', 'Your query request was running for too long.'],
    ['rest.INVALID_TYPE', "ERROR at Row:1:Column:25\nsObject type 'Case' is not supported."],
    ['rest.INVALID_FIELD', "ERROR at Row:1:Column:12\nNo such column 'Subject' on entity 'Case'."],
    ['rest.MALFORMED_QUERY', 'Implementation restriction: Case requires a filter by Id'],
  ] as const)(
    '%s hits the queries of its object in a Composite, in the words of the real one',
    async (name, words) => {
      await control(name, { object: 'Case' });
      const ask = async () =>
        (
          await post('/composite', {
            compositeRequest: ['Opportunity', 'Case'].map((object) => ({
              method: 'GET',
              url: `/services/data/v66.0/queryAll?q=SELECT+Id,+${object === 'Case' ? 'Subject' : 'Name'}+FROM+${object}+LIMIT+1`,
              referenceId: object,
            })),
          })
        ).body.compositeResponse;
      expect(await ask()).toMatchObject([
        { httpStatusCode: 200 },
        {
          httpStatusCode: 400,
          body: [{ errorCode: name.slice(5), message: expect.stringContaining(words) }],
        },
      ]);
      expect(await ask()).toMatchObject([{ httpStatusCode: 200 }, { httpStatusCode: 200 }]);
    },
  );

  test('a locator is lost for one object, also in a Composite, and a wrong one is never known', async () => {
    const burst = { user: 'jon', count: 450, perTransaction: 450 };
    runAction(fixture, 'burst', burst);
    const headers = { 'sforce-query-options': 'batchSize=200' };
    const { nextRecordsUrl } = (
      await fixture.call('olga', 'GET', '/query?q=SELECT+Id+FROM+Task', undefined, headers)
    ).body;
    const ask = async (url: string) => {
      const compositeRequest = [{ method: 'GET', url, referenceId: 'next' }];
      return (await post('/composite', { compositeRequest })).body.compositeResponse[0];
    };
    await control('rest.INVALID_QUERY_LOCATOR', { object: 'Task' });
    expect(await ask(nextRecordsUrl)).toMatchObject({
      httpStatusCode: 400,
      body: [{ errorCode: 'INVALID_QUERY_LOCATOR' }],
    });
    expect((await ask(nextRecordsUrl)).body.records.length).toBeGreaterThan(200);
    expect(await ask('/services/data/v66.0/query/01gxx0000000001AAA-200')).toMatchObject({
      body: [{ errorCode: 'INVALID_QUERY_LOCATOR' }],
    });
  });

  test('a page, a late answer, a broken connection, no answer', async () => {
    await control('rest.html', { status: 502 });
    const { token: bearer } = fixture.org.sessions.open({
      clientId: 'x',
      userId: fixture.people.get('olga')!,
      scopes: ['api'],
    }).session;
    const limits = (signal?: AbortSignal) =>
      fetch(`${url}/services/data/v66.0/limits`, {
        headers: { authorization: `Bearer ${bearer}` },
        signal: signal ?? null,
      });
    const page = await limits();
    expect([page.status, page.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    await page.text();
    await control('rest.slow', { ms: 80 });
    const start = performance.now();
    expect((await limits()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(70);
    await control('rest.dropped');
    await expect(limits()).rejects.toThrow();
    await control('rest.hang');
    await expect(limits(AbortSignal.timeout(100))).rejects.toThrow(/timeout/);
    expect((await limits()).status).toBe(200);
  });

  test('a connection that breaks after the work has done it', async () => {
    await control('rest.dropped', { after: true, object: 'Account' });
    await expect(post('/sobjects/Account', { Name: 'Twice Ltd' })).rejects.toThrow();
    expect(fixture.org.records('Account').some((each) => each.Name === 'Twice Ltd')).toBe(true);
  });
});

describe('the Tooling API', () => {
  const channel = { FullName: 'Mine__chn', Metadata: { channelType: 'data', label: 'Mine' } };
  const member = (entity: string) => ({
    FullName: `Mine_chn_${entity}ChangeEvent`,
    Metadata: { eventChannel: 'Mine__chn', selectedEntity: `${entity}ChangeEvent` },
  });
  const CHANNEL = '/tooling/sobjects/PlatformEventChannel';

  test('each step of making and removing a channel can fail', async () => {
    await control('tooling.channel_create_failed');
    expect((await post(CHANNEL, channel)).status).toBe(500);
    const { id } = (await post(CHANNEL, channel)).body;
    await control('tooling.slot_limit', { entity: 'Case', code: 'OPERATION_TOO_LARGE' });
    await control('tooling.member_create_failed', { entity: 'Task', times: 2 });
    const select = (entity: string) => post(`${CHANNEL}Member`, member(entity));
    expect(await select('Case')).toMatchObject({ status: 400, body: [{ errorCode: 'OPERATION_TOO_LARGE' }] });
    expect((await select('Task')).status).toBe(500);
    expect((await select('Event')).status).toBe(201);
    expect((await select('Task')).status).toBe(500);
    const made = await select('Task');
    await control('tooling.member_delete_failed');
    const remove = (path: string) => fixture.call('olga', 'DELETE', path);
    expect((await remove(`${CHANNEL}Member/${made.body.id}`)).status).toBe(500);
    expect((await remove(`${CHANNEL}Member/${made.body.id}`)).status).toBe(204);
    await control('tooling.channel_delete_failed');
    expect((await remove(`${CHANNEL}/${id}`)).status).toBe(500);
    expect((await remove(`${CHANNEL}/${id}`)).status).toBe(204);
  });

  test('permission or feature missing', async () => {
    await control('tooling.INSUFFICIENT_ACCESS');
    expect((await post(CHANNEL, channel)).status).toBe(403);
    await control('tooling.INVALID_TYPE');
    const soql = '/tooling/query?q=SELECT+Id+FROM+PlatformEventChannelMember';
    expect(await get(soql)).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_TYPE' }] });
    expect((await get(soql)).status).toBe(200);
  });
});
