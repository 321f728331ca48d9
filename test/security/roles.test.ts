import type { HTTPMethods, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toReceipt } from '../../src/ingest/receipt.ts';
import { askRemoval } from '../../src/ingest/removal.ts';
import { findConnection } from '../../src/store/connections.ts';
import { decideRemoval, saveReceipt } from '../../src/store/removals.ts';
import { openTestServer, type Person, START, type TestServer } from '../helpers/server.ts';

/**
 * `anyone`: without signing in; `people`: whoever is signed in; `connectors`: Owner, Executive and Admin; `operators`:
 * of the installation, whatever their role; `either`: one of the latter two; `leaders`: Owner and Executive; `owners`:
 * Owners alone.
 */
type Audience = 'anyone' | 'people' | 'connectors' | 'operators' | 'either' | 'leaders' | 'owners';

interface Row {
  readonly who: Audience;
  /** Status for those who are let in; `{id}` is then a connection of another account. */
  readonly answer: number;
  readonly body?: object;
}

const unknown = '00000000-0000-4000-8000-000000000001';

// One row a route. Whoever adds a route says here whom it is for.
const table: Readonly<Record<string, Row>> = {
  'GET /healthz': { who: 'anyone', answer: 200 },
  'GET /readyz': { who: 'anyone', answer: 200 },
  'GET /metrics': { who: 'anyone', answer: 200 },
  'GET /api/v1/openapi.json': { who: 'anyone', answer: 200 },
  'GET /oauth/{service}/callback': { who: 'anyone', answer: 303 },
  'POST /api/v1/session': { who: 'anyone', answer: 401, body: { token: 'wst_nobody-has-this-one' } },
  'DELETE /api/v1/session': { who: 'people', answer: 204 },
  'GET /api/v1/session/providers': { who: 'anyone', answer: 200 },
  'GET /auth/{provider}/start': { who: 'anyone', answer: 404 },
  'GET /auth/{provider}/callback': { who: 'anyone', answer: 404 },
  'GET /api/v1/tokens': { who: 'people', answer: 200 },
  'POST /api/v1/tokens': { who: 'people', answer: 400, body: { name: 'x', scope: 'everything' } },
  'DELETE /api/v1/tokens/{id}': { who: 'people', answer: 404 },
  'GET /api/v1/first-run': { who: 'anyone', answer: 200 },
  'POST /api/v1/first-run': {
    who: 'anyone',
    answer: 403,
    body: {
      token: 'made-up',
      account: { name: 'Evil', domain: 'evil.example' },
      owner: { email: 'eve@evil.example', name: 'Eve' },
    },
  },
  'POST /api/v1/first-run/check': { who: 'anyone', answer: 403, body: { token: 'made-up' } },
  'GET /api/v1/sessions': { who: 'people', answer: 200 },
  'DELETE /api/v1/sessions': { who: 'people', answer: 200 },
  'DELETE /api/v1/sessions/{id}': { who: 'people', answer: 404 },
  'GET /api/v1/demo/cast': { who: 'anyone', answer: 404 },
  'POST /api/v1/demo/session': { who: 'anyone', answer: 404, body: { userId: unknown } },
  'PATCH /api/v1/account': { who: 'owners', answer: 200, body: { name: 'acme.example' } },
  'GET /api/v1/me': { who: 'people', answer: 200 },
  'GET /api/v1/users': { who: 'people', answer: 200 },
  'POST /api/v1/users': { who: 'connectors', answer: 409, body: { email: 'jon@acme.example', name: 'Jon' } },
  'GET /api/v1/users/{id}': { who: 'people', answer: 404 },
  'PATCH /api/v1/users/{id}': { who: 'people', answer: 404, body: { name: 'Eve' } },
  'GET /api/v1/users/{id}/invitation': { who: 'connectors', answer: 404 },
  // No mail server is set up there.
  'POST /api/v1/users/invitations': { who: 'connectors', answer: 409, body: { userIds: [unknown] } },
  'POST /api/v1/users/imports': { who: 'connectors', answer: 422, body: { csv: 'who\nEve' } },
  'POST /api/v1/users/imports/{id}/apply': { who: 'connectors', answer: 404 },
  'GET /api/v1/services': { who: 'people', answer: 200 },
  'POST /api/v1/services/{service}/connections': {
    who: 'connectors',
    answer: 422,
    body: { environment: 'production', edition: 'team' },
  },
  'GET /api/v1/activities': { who: 'people', answer: 200 },
  // Refused for its filter: an open stream would never answer `inject`.
  'GET /api/v1/activities/stream': { who: 'people', answer: 400 },
  'POST /api/v1/support/messages': { who: 'people', answer: 201, body: { text: 'Hello' } },
  'GET /api/v1/support/messages': { who: 'people', answer: 200 },
  'GET /api/v1/support/threads': { who: 'people', answer: 200 },
  'GET /api/v1/support/inbox': { who: 'operators', answer: 200 },
  'PUT /api/v1/support/threads/{thread}/read': { who: 'people', answer: 404, body: { number: 1 } },
  'GET /api/v1/support/unread': { who: 'people', answer: 200 },
  'GET /api/v1/support/stream': { who: 'people', answer: 400 },
  'GET /api/v1/alerts': { who: 'connectors', answer: 200 },
  // No way to tell anybody is set up there.
  'POST /api/v1/alerts/test': { who: 'connectors', answer: 409 },
  'GET /api/v1/audit': { who: 'connectors', answer: 200 },
  'GET /api/v1/activities/{id}/reports': { who: 'people', answer: 404 },
  'PUT /api/v1/activities/{id}/duration': { who: 'people', answer: 404, body: { seconds: 60 } },
  'GET /api/v1/objects/{type}/{id}/activities': { who: 'people', answer: 200 },
  // Without a date.
  'GET /api/v1/day': { who: 'people', answer: 400 },
  'GET /api/v1/activities/export': { who: 'people', answer: 200 },
  'GET /api/v1/my-data': { who: 'people', answer: 200 },
  'GET /api/v1/users/{id}/data': { who: 'leaders', answer: 404 },
  'GET /api/v1/users/{id}/data/export': { who: 'leaders', answer: 404 },
  'POST /api/v1/users/{id}/data/erasure': { who: 'leaders', answer: 404, body: { confirm: 'a@b.example' } },
  'GET /api/v1/my-data/export': { who: 'people', answer: 200 },
  'GET /api/v1/trends': { who: 'people', answer: 400 },
  'GET /api/v1/trends/stages': { who: 'people', answer: 400 },
  'GET /api/v1/connections': { who: 'connectors', answer: 200 },
  'GET /api/v1/connections/{id}': { who: 'connectors', answer: 404 },
  'PATCH /api/v1/connections/{id}': { who: 'connectors', answer: 404, body: { name: 'Acme' } },
  'POST /api/v1/connections/{id}/reconnect': { who: 'connectors', answer: 404 },
  'GET /api/v1/connections/{id}/coverage': { who: 'connectors', answer: 404 },
  'POST /api/v1/connections/{id}/rejects/replay': { who: 'connectors', answer: 404 },
  'POST /api/v1/connections/{id}/replace': { who: 'connectors', answer: 404 },
  'POST /api/v1/connections/{id}/sweeps': { who: 'connectors', answer: 404, body: { kind: 'users' } },
  'POST /api/v1/connections/{id}/imports': { who: 'connectors', answer: 404, body: { months: 6 } },
  'DELETE /api/v1/connections/{id}/imports': { who: 'connectors', answer: 404 },
  'GET /api/v1/connections/{id}/runs': { who: 'connectors', answer: 404 },
  'GET /api/v1/connections/{id}/rejects': { who: 'connectors', answer: 404 },
  'POST /api/v1/connections/{id}/removal': { who: 'connectors', answer: 404, body: { data: 'keep' } },
  'GET /api/v1/connections/{id}/removal': { who: 'either', answer: 404 },
  'DELETE /api/v1/connections/{id}/removal': { who: 'connectors', answer: 404 },
  'POST /api/v1/connections/{id}/removal/approve': { who: 'operators', answer: 404 },
  'POST /api/v1/connections/{id}/removal/decline': { who: 'operators', answer: 404 },
  'GET /api/v1/connections/{id}/receipt': { who: 'either', answer: 404 },
  'GET /api/v1/connections/{id}/features': { who: 'connectors', answer: 404 },
  'PATCH /api/v1/connections/{id}/features/{key}': {
    who: 'connectors',
    answer: 404,
    body: { enabled: false },
  },
  'POST /api/v1/connections/{id}/features/{key}/retry': { who: 'connectors', answer: 404 },
  'GET /api/v1/connections/{id}/users': { who: 'connectors', answer: 404 },
  'PUT /api/v1/connections/{id}/users/{remote}/mapping': {
    who: 'connectors',
    answer: 404,
    body: { userId: null },
  },
  'PUT /api/v1/connections/{id}/users/{remote}/features/{key}': {
    who: 'connectors',
    answer: 404,
    body: { enabled: false },
  },
};

const roles: readonly (readonly [name: string, person: Person | null, admits: readonly Audience[]])[] = [
  ['nobody', null, ['anyone']],
  ['a Member', 'jon', ['anyone', 'people']],
  ['a Member who is an operator', 'pia', ['anyone', 'people', 'operators', 'either']],
  ['a Manager', 'mara', ['anyone', 'people']],
  ['an Admin', 'theo', ['anyone', 'people', 'connectors', 'either']],
  ['an Executive', 'clara', ['anyone', 'people', 'connectors', 'either', 'leaders']],
  ['an Owner', 'olga', ['anyone', 'people', 'connectors', 'either', 'leaders', 'owners']],
];

/** A removal of the connection that is done, so that there is something to show of it. */
async function addReceipt(
  { context, db, userId, accountId }: TestServer,
  connectionId: string,
): Promise<void> {
  const by = await userId('olga');
  const connection = (await findConnection(db, await accountId(), connectionId))!;
  const removal = await askRemoval(context, connection, { data: 'keep', by, note: null });
  await decideRemoval(db, removal, { state: 'approved', by, at: START });
  await saveReceipt(db, removal, toReceipt(connection, removal, [], START), START);
}

describe('every route, walked by every role', () => {
  let server: TestServer;
  let foreignId: string;
  let ownId: string;
  beforeAll(async () => {
    server = await openTestServer({ operators: ['Pia@Acme.example'] });
    ownId = await server.addConnection();
    await addReceipt(server, ownId);
    foreignId = await server.addConnection('stranger');
  });
  afterAll(() => server?.close());

  function ask(route: string, person: Person | null, id = foreignId) {
    const [method, path] = route.split(' ') as [HTTPMethods, string];
    const params = { service: 'salesforce', id, key: 'tasks', remote: '005000000000001AAA' };
    const url = path.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof params) => params[name] ?? unknown);
    const asked: InjectOptions = {
      method: method as 'GET',
      url: url.endsWith('/stream') ? `${url}?from=nonsense` : url,
      ...(table[route]?.body && { payload: table[route].body }),
    };
    return person === null ? server.app.inject(asked) : server.as(person)(asked);
  }

  it('has a row in this table', async () => {
    const { paths } = (await server.app.inject('/api/v1/openapi.json')).json() as {
      paths: Record<string, Record<string, unknown>>;
    };
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual(Object.keys(table).sort());
  });

  it.each(roles)('lets %s do what the role may, and no more', async (_name, person, admits) => {
    const expected = Object.entries(table).map(([route, { who, answer }]) => {
      const refusal = person === null ? 401 : 403;
      return `${route}: ${admits.includes(who) ? answer : refusal}`;
    });
    const answered: string[] = [];
    for (const route of Object.keys(table))
      answered.push(`${route}: ${(await ask(route, person)).statusCode}`);
    expect(answered).toEqual(expected);
  });

  it('shows a connection to its own account', async () => {
    for (const route of Object.keys(table).filter((one) => /^GET \/api\/v1\/connections\/\{id\}/.test(one))) {
      expect((await ask(route, 'olga', ownId)).statusCode, route).toBe(200);
    }
  });

  it('gives the same refusals to a token that nobody has', async () => {
    const headers = { authorization: 'Bearer wst_made-up-by-somebody-from-outside-000' };
    for (const [route, { who }] of Object.entries(table)) {
      const [method, path] = route.split(' ') as ['GET', string];
      if (who === 'anyone') continue;
      const answer = await server.app.inject({ method, url: path.replaceAll(/\{\w+\}/g, unknown), headers });
      expect(answer.statusCode, route).toBe(401);
    }
  });
});
