import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';
import { saveRemoteUsers } from '../../store/remoteUsers.ts';

describe('the people of an account', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  const add = (who: Person, payload: object) =>
    server.as(who)({ method: 'POST', url: '/api/v1/users', payload });
  const change = async (who: Person, whom: Person | 'stranger', payload: object) =>
    server.as(who)({ method: 'PATCH', url: `/api/v1/users/${await server.userId(whom)}`, payload });
  const names = async (who: Person, query = '') =>
    (await server.as(who)({ url: `/api/v1/users${query}` }))
      .json()
      .items.map((user: { name: string }) => user.name);

  it.each(['mara', 'jon'] as const)(
    'are not managed by %s, whom the answer tells whom to ask',
    async (who) => {
      const answer = await add(who, { email: 'new@acme.example', name: 'New' });
      expect(answer.statusCode).toBe(403);
      expect(answer.json().detail).toBe(
        'Only Owners, Executives and Admins manage people. Ask Olga, Clara, or Theo.',
      );
      expect((await change(who, 'pia', { name: 'Eve' })).statusCode).toBe(403);
      expect((await change(who, who, { position: 'President' })).statusCode).toBe(403);
    },
  );

  it('are added with what is usual, and say where they stand', async () => {
    const answer = await add('theo', { email: 'Nina@acme.example', name: 'Nina' });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({
      ...{
        id: expect.any(String),
        email: 'Nina@acme.example',
        name: 'Nina',
        role: 'member',
        managerId: null,
      },
      ...{ timeZone: 'Europe/Berlin', region: null, position: null, loginAccess: true },
      ...{ deactivatedAt: null, invitedAt: null },
    });
    const more = { region: 'EMEA', position: 'Account Executive', managerId: await server.userId('tom') };
    const changed = await server.as('theo')({
      method: 'PATCH',
      url: `/api/v1/users/${answer.json().id}`,
      payload: more,
    });
    expect(changed.json()).toMatchObject(more);
    expect(await names('tom')).toEqual(['Jon', 'Nina', 'Tom']);
  });

  it.each([
    ['an e-mail that somebody has', { email: 'JON@acme.example', name: 'Jon' }, 409],
    ['an e-mail that is none', { email: 'jon', name: 'Jon' }, 400],
    ['a time zone that is none', { email: 'a@acme.example', name: 'A', timeZone: 'Mars/Olympus' }, 422],
    ['a manager of nowhere', { email: 'a@acme.example', name: 'A', managerId: crypto.randomUUID() }, 422],
    ['a field that there is not', { email: 'a@acme.example', name: 'A', rank: 1 }, 400],
  ])('are not added with %s', async (_name, payload, status) => {
    expect((await add('olga', payload)).statusCode).toBe(status);
  });

  it('do not report to each other in a circle, nor to another account', async () => {
    const [jon, mara] = [await server.userId('jon'), await server.userId('mara')];
    expect((await change('olga', 'mara', { managerId: jon })).json()).toMatchObject({
      code: 'conflict',
      status: 409,
    });
    expect((await change('olga', 'mara', { managerId: mara })).statusCode).toBe(409);
    const stranger = await server.userId('stranger');
    expect((await change('olga', 'mara', { managerId: stranger })).statusCode).toBe(422);
    expect((await change('olga', 'stranger', { name: 'Mine' })).statusCode).toBe(404);
  });

  it('report in no circle where two changes meet', async () => {
    const [tom, pia] = [await server.userId('tom'), await server.userId('pia')];
    const answers = await Promise.all([
      change('olga', 'pia', { managerId: tom }),
      change('olga', 'tom', { managerId: pia }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  });

  it.each([
    ['an Admin makes no Executive', 'theo', 'jon', { role: 'executive' }],
    ['an Admin changes no Executive', 'theo', 'clara', { name: 'C' }],
    ['an Executive makes no Owner', 'clara', 'jon', { role: 'owner' }],
    ['an Executive changes no Owner', 'clara', 'olga', { loginAccess: false }],
    ['nobody changes their own role', 'clara', 'clara', { role: 'member' }],
    ['nobody deactivates themselves', 'olga', 'olga', { active: false }],
  ] as const)('stand above each other: %s', async (_name, who, whom, payload) => {
    expect((await change(who, whom, payload)).statusCode).toBe(403);
  });

  it('change their own name and time zone', async () => {
    const answer = await change('jon', 'jon', { name: 'Jon Park', timeZone: 'Asia/Seoul' });
    expect(answer.json()).toMatchObject({ name: 'Jon Park', timeZone: 'Asia/Seoul' });
    expect((await change('jon', 'jon', { email: 'olga2@acme.example' })).statusCode).toBe(403);
  });

  it('always have an Owner who can sign in', async () => {
    const made = await change('olga', 'clara', { role: 'owner' });
    expect(made.statusCode).toBe(200);
    expect((await change('clara', 'olga', { role: 'member' })).statusCode).toBe(200);
    await server.db.query("UPDATE users SET role = 'owner' WHERE id = $1", [await server.userId('olga')]);
    await server.db.query('UPDATE users SET login_access = false WHERE id = $1', [
      await server.userId('olga'),
    ]);
    expect((await change('theo', 'clara', { active: false })).statusCode).toBe(403);
    const directory = await change('clara', 'clara', { loginAccess: false });
    expect(directory.statusCode).toBe(403);
  });

  it.each([{ active: false }, { loginAccess: false }])('lose sessions and tokens by %j', async (payload) => {
    const signedIn = await server.app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { token: server.token('jon') },
    });
    const cookie = `worksights=${signedIn.cookies[0]!.value}`;
    expect((await change('theo', 'jon', payload)).statusCode).toBe(200);
    expect((await server.app.inject({ url: '/api/v1/me', headers: { cookie } })).statusCode).toBe(401);
    expect((await server.as('jon')({ url: '/api/v1/me' })).statusCode).toBe(401);
    // Ended for good: a token that was given away must not come back with its person.
    expect((await change('theo', 'jon', { active: true, loginAccess: true })).statusCode).toBe(200);
    expect((await server.as('jon')({ url: '/api/v1/me' })).statusCode).toBe(401);
  });

  it('are found by state and by name, those who left among them', async () => {
    await change('olga', 'jon', { active: false });
    expect(await names('olga', '?state=deactivated')).toEqual(['Jon']);
    expect(await names('olga', '?search=ACME&state=active')).not.toContain('Jon');
    expect(await names('tom')).toEqual(['Jon', 'Tom']);
    const jon = await server.as('tom')({ url: `/api/v1/users/${await server.userId('jon')}` });
    expect(jon.json().deactivatedAt).toBe('2026-01-15T12:00:00.000Z');
    expect((await server.as('tom')({ url: `/api/v1/users/${await server.userId('pia')}` })).statusCode).toBe(
      404,
    );
  });

  it('get what waited for somebody with their e-mail', async () => {
    const connection = await server.addConnection();
    const remote = { id: '005000000000001AAA', name: 'Nina', email: 'NINA@acme.example', username: 'nina' };
    await saveRemoteUsers(server.db, await server.accountId(), connection, [
      { ...remote, active: true, excluded: null, matchEmail: 'nina@acme.example' },
    ]);
    const id = await server.addActivity(connection, null);
    await add('olga', { email: 'Nina@acme.example', name: 'Nina' });
    const { items } = (await server.as('olga')({ url: '/api/v1/activities' })).json();
    expect(items.map((entry: { id: string }) => entry.id)).toEqual([id]);
  });
});
