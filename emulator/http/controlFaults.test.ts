import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultCatalogue } from '../faults.ts';
import { openTestOrg, type TestOrg } from './testOrg.ts';

let fixture: TestOrg;
let url: string;

beforeAll(async () => {
  fixture = await openTestOrg();
  url = fixture.running.url;
});
afterAll(() => fixture.running.close());

const json = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${url}/control/api/${path}`, {
    ...init,
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const inject = (body: object) => json('faults', { method: 'POST', body: JSON.stringify(body) });
const waiting = async () => (await json('faults')).body.active;

test('faults are listed, injected and cleared', async () => {
  expect((await json('faults')).body.faults).toHaveLength(faultCatalogue.length);
  expect((await inject({ name: 'rest.slow', times: 'always', ms: 5 })).status).toBe(200);
  expect((await inject({ name: 'rest.hang', times: 3, object: 'Case' })).status).toBe(200);
  expect(await waiting()).toMatchObject([
    { name: 'rest.slow', left: 'always', parameters: { ms: 5 } },
    { name: 'rest.hang', left: 3, struck: 0, parameters: { object: 'Case' } },
  ]);
  expect((await json('faults?name=rest.slow', { method: 'DELETE' })).body).toEqual({ cleared: 1 });
  expect((await inject({ clear: 'rest.hang' })).body).toEqual({ cleared: 1 });
  await inject({ name: 'rest.hang' });
  expect((await inject({ clear: true })).body).toEqual({ cleared: 1 });
  expect(await waiting()).toEqual([]);
  expect((await inject({ name: 'rest.slow', colour: 'red' })).status).toBe(400);
});

test('the page has a button for each fault, and shows and clears those that wait', async () => {
  const press = async (form: Record<string, string>) => {
    const body = new URLSearchParams({ org: fixture.org.orgId, ...form });
    return (await fetch(`${url}/control/fault`, { method: 'POST', body })).text();
  };
  const page = await press({ name: 'rest.hang', times: 'always' });
  for (const { name } of faultCatalogue) expect(page).toContain(`value="${name}"`);
  expect(page).toContain('until cleared, struck 0');
  expect(await press({ clear: 'all' })).toContain('No fault waits.');
  const foreign = await fetch(`${url}/control/fault`, {
    method: 'POST',
    body: new URLSearchParams({ name: 'rest.hang' }),
    headers: { origin: 'http://evil.example' },
  });
  expect(foreign.status).toBe(403);
});

test('the request log tells what came in and no value of it', async () => {
  await json('requests', { method: 'DELETE' });
  await fixture.call('olga', 'POST', '/sobjects/Task', { Subject: 'A secret matter' });
  await fixture.call('olga', 'GET', '/query?q=SELECT+Id+FROM+Case+LIMIT+1');
  await fixture.call('olga', 'POST', '/composite', {
    compositeRequest: [
      { method: 'GET', url: '/services/data/v66.0/query?q=SELECT+Id+FROM+Lead+LIMIT+1', referenceId: 'a' },
    ],
  });
  await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'hidden-token' }),
  });
  const { body } = await json('requests');
  expect(body.total).toBe(4);
  expect(body.requests).toMatchObject([
    { method: 'POST', path: '/services/data/v66.0/sobjects/Task', status: 201, keys: ['Subject'] },
    { method: 'GET', soql: ['SELECT Id FROM Case LIMIT 1'], status: 200, keys: [] },
    { parts: ['GET /services/data/v66.0/query'], soql: ['SELECT Id FROM Lead LIMIT 1'] },
    { path: '/services/oauth2/token', status: 400, keys: ['grant_type', 'refresh_token'] },
  ]);
  expect(JSON.stringify(body)).not.toMatch(/secret|hidden/);
});
