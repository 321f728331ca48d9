import { parse } from 'csv-parse/sync';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, START, type TestServer } from '../../../test/helpers/server.ts';
import { saveStanding } from '../../store/features.ts';
import { saveRemoteUsers } from '../../store/remoteUsers.ts';

interface Line {
  readonly id: string;
  readonly at: string;
  readonly user: { readonly id: string | null; readonly name: string };
  readonly action: string;
  readonly connection: { readonly id: string; readonly name: string | null } | null;
  readonly subject: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

const remote = '005000000000002AAA';

describe('the audit log', () => {
  let server: TestServer;
  let id: string;
  beforeEach(async () => {
    server ??= await openTestServer();
    await server.reset();
    id = await server.addConnection();
    const account = await server.accountId();
    const person = { id: remote, name: 'Remy Rep', email: 'r@x.example', username: 'r', active: true };
    await saveRemoteUsers(server.db, account, id, [{ ...person, excluded: null, matchEmail: 'r@x.example' }]);
    const standing = { feature: 'tasks', path: 'sweep', status: 'active', reason: null } as const;
    await saveStanding(server.db, account, id, standing, server.now);
  });
  afterAll(() => server?.close());

  const ask = (who: Person | 'stranger', method: 'GET' | 'PUT' | 'POST', url: string, payload?: object) =>
    server.as(who)({ method, url: `/api/v1${url}`, ...(payload && { payload }) });
  const read = async (query = '', who: Person | 'stranger' = 'olga') => {
    const answer = await ask(who, 'GET', `/audit${query}`);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json() as { items: Line[]; nextCursor: string | null };
  };
  const ofConnection = async () => (await read(`?connectionId=${id}`)).items;
  const switchTasks = (who: Person, enabled: boolean) =>
    ask(who, 'PUT', `/connections/${id}/users/${remote}/features/tasks`, { enabled });

  it('is refused to Members and Managers, and to nobody who may handle connections', async () => {
    for (const who of ['jon', 'mara'] as const) {
      const refused = await ask(who, 'GET', '/audit');
      expect(refused.statusCode).toBe(403);
      expect(refused.json().detail).toContain('Ask Olga');
    }
    for (const who of ['olga', 'clara', 'theo'] as const) await read('', who);
  });

  it('tells who did what to what when, with the names of that time', async () => {
    const userId = await server.userId('jon');
    await ask('theo', 'PUT', `/connections/${id}/users/${remote}/mapping`, { userId });
    server.now += 1000;
    await switchTasks('clara', false);
    await server.db.query(`UPDATE users SET name = 'Somebody Else' WHERE email LIKE 'theo@%'`);
    expect(await ofConnection()).toMatchObject([
      {
        ...{ at: new Date(START + 1000).toISOString(), user: { name: 'Clara' } },
        ...{
          action: 'user.feature_switched',
          subject: remote,
          details: { feature: 'tasks', enabled: false, person: 'Remy Rep' },
        },
      },
      {
        ...{ at: new Date(START).toISOString(), user: { id: await server.userId('theo'), name: 'Theo' } },
        ...{
          action: 'user.mapped',
          subject: remote,
          details: { userId, person: 'Remy Rep' },
          connection: { id },
        },
      },
    ]);
  });

  it('has a line for each authorisation that was begun, and for what was asked for', async () => {
    const wish = { environment: 'sandbox', edition: 'unknown' };
    const begun = await ask('olga', 'POST', '/services/salesforce/connections', wish);
    await server.db.query(`UPDATE connections SET status = 'active' WHERE id = $1`, [id]);
    await ask('olga', 'POST', `/connections/${id}/reconnect`);
    await ask('olga', 'POST', `/connections/${id}/sweeps`, { kind: 'users' });
    await ask('olga', 'POST', `/connections/${id}/rejects/replay`);
    const [connect] = (await read(`?connectionId=${begun.json().id}`)).items;
    expect(connect).toMatchObject({ action: 'connection.connect', details: { environment: 'sandbox' } });
    expect((await ofConnection()).map(({ action }) => action).sort()).toEqual([
      ...['connection.reconnect', 'rejects.replayed', 'sweep.asked'],
    ]);
  });

  // Harm: a log that is written apart from the change tells of what never happened, or misses what did.
  it('has no line for a change that was refused', async () => {
    await ask('olga', 'PUT', `/connections/${id}/users/005000000000009AAA/features/tasks`, {
      enabled: false,
    });
    await ask('olga', 'PUT', `/connections/${id}/users/${remote}/mapping`, { userId: id });
    expect(await ofConnection()).toEqual([]);
  });

  it('names every token once, by whose it is and never by itself', async () => {
    const { items } = await read('?action=token.created&limit=200');
    expect(items.map(({ subject }) => subject)).toContain('jon@acme.example');
    expect(items[0]!.user).toEqual({ id: null, name: 'WorkSights' });
    expect(JSON.stringify(items)).not.toContain(server.token('jon'));
  });

  it('has a line for each person who was added or changed, and each token that was made or ended', async () => {
    const mara = await server.userId('mara');
    const call = (method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
      server.as('olga')({ method, url: `/api/v1${url}`, ...(payload && { payload }) });
    await call('POST', '/users', { email: 'new@acme.example', name: 'Nora New', role: 'member' });
    await call('PATCH', `/users/${mara}`, { region: 'EMEA' });
    await call('PATCH', `/users/${mara}`, { region: 'EMEA' });
    const made = await call('POST', '/tokens', { name: 'nightly', scope: 'read' });
    expect(made.statusCode, made.body).toBe(201);
    await call('DELETE', `/tokens/${made.json().id}`);
    const { items } = await read(`?userId=${await server.userId('olga')}`);
    expect(items.map(({ action, subject }) => [action, subject]).sort()).toEqual([
      ...[
        ['person.added', 'new@acme.example'],
        ['person.changed', 'mara@acme.example'],
      ],
      ...[
        ['token.created', 'nightly'],
        ['token.revoked', 'nightly'],
      ],
    ]);
    expect(items.find(({ action }) => action === 'person.changed')!.details).toEqual({ region: 'EMEA' });
    expect(JSON.stringify(items)).not.toContain(made.json().token);
  });

  it('has a line for who signed in, was refused or signed out, and for the account itself', async () => {
    const signIn = (token: string) =>
      server.app.inject({ method: 'POST', url: '/api/v1/session', payload: { token } });
    const token = await server.as('jon')({
      ...{ method: 'POST', url: '/api/v1/tokens', payload: { name: 'laptop', scope: 'admin' } },
    });
    const { id: tokenId, token: secret } = token.json();
    const first = await signIn(secret);
    const cookie = `worksights=${first.cookies[0]!.value}`;
    const me = (await server.app.inject({ url: '/api/v1/me', headers: { cookie } })).json();
    const headers = { cookie, 'x-csrf-token': me.csrfToken };
    await server.app.inject({ method: 'DELETE', url: '/api/v1/session', headers });
    await signIn(secret);
    await server.as('theo')({
      ...{ method: 'DELETE', url: `/api/v1/sessions?userId=${await server.userId('jon')}` },
    });
    await server.as('jon')({ method: 'DELETE', url: `/api/v1/tokens/${tokenId}` });
    expect((await signIn(secret)).statusCode).toBe(401);
    expect((await signIn('wst_nobody-ever-had-this-one-000000000000')).statusCode).toBe(401);
    const actions = ['session.started', 'session.ended', 'session.refused', 'account.created'];
    const { items } = await read(`?${actions.map((action) => `action=${action}`).join('&')}`);
    const told = items.map(({ action, user, subject, details }) => [action, user.name, subject, details]);
    expect(told).toHaveLength(6);
    expect(told).toEqual(
      expect.arrayContaining([
        ['account.created', 'WorkSights', expect.any(String), {}],
        ['session.started', 'Jon', null, { method: 'token' }],
        ['session.ended', 'Jon', null, { how: 'signed out' }],
        ['session.ended', 'Theo', 'jon@acme.example', { how: 'ended', sessions: 1 }],
        ['session.refused', 'WorkSights', 'laptop', { method: 'token', reason: 'token_ended' }],
      ]),
    );
    expect(JSON.stringify(items)).not.toContain(secret);
  });

  it('is told by person, action, connection and time, in pages', async () => {
    for (const [index, who] of (['olga', 'theo', 'olga', 'olga'] as const).entries()) {
      server.now = START + index * 1000;
      await switchTasks(who, index % 2 === 0);
    }
    const mine = `?action=user.feature_switched&userId=${await server.userId('olga')}`;
    expect((await read(mine)).items).toHaveLength(3);
    const from = new Date(START + 2000).toISOString();
    const to = new Date(START + 3000).toISOString();
    expect((await read(`${mine}&from=${from}&to=${to}`)).items).toHaveLength(1);
    const first = await read(`${mine}&limit=2`);
    const second = await read(`${mine}&limit=2&cursor=${first.nextCursor}`);
    const ids = [...first.items, ...second.items].map((line) => line.id);
    expect([new Set(ids).size, second.nextCursor]).toEqual([3, null]);
    expect((await read('?action=user.feature_switched', 'stranger')).items).toEqual([]);
    expect((await ask('olga', 'GET', '/audit?action=nonsense')).statusCode).toBe(400);
  });

  it.each([
    ['the address', '?format=csv', {}],
    ['the Accept header', '?', { accept: 'text/csv' }],
  ])('comes whole as CSV by %s, and no cell of it is a formula', async (_, query, headers) => {
    await server.db.query('UPDATE users SET name = $1 WHERE email LIKE $2', ['=cmd("x"), "y"', 'clara@%']);
    await switchTasks('clara', false);
    await switchTasks('olga', true);
    const url = `/api/v1/audit${query}&action=user.feature_switched&limit=1`;
    const answer = await server.as('olga')({ method: 'GET', url, headers });
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    const rows = parse(answer.body, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ user }) => user).sort()).toEqual([`'=cmd("x"), "y"`, 'Olga']);
    expect(rows[0]).toMatchObject({ action: 'user.feature_switched', connectionId: id, subject: remote });
  });
});
