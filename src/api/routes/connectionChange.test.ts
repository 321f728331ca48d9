import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';
import { setAuthorized } from '../../store/connections.ts';
import { saveRemoteUsers } from '../../store/remoteUsers.ts';

describe('what is changed of a connection by hand', () => {
  let server: TestServer;
  let id: string;
  beforeEach(async () => {
    server ??= await openTestServer();
    await server.reset();
    id = await server.addConnection();
  });
  afterAll(() => server?.close());

  const patch = (who: Person, payload: object) =>
    server.as(who)({ method: 'PATCH', url: `/api/v1/connections/${id}`, payload });
  const read = async () => (await server.as('olga')({ url: `/api/v1/connections/${id}` })).json();
  const audit = async () =>
    (await server.as('olga')({ url: `/api/v1/audit?connectionId=${id}` })).json().items as object[];

  it('is refused to Members', async () => {
    expect((await patch('jon', { name: 'Mine' })).statusCode).toBe(403);
  });

  it('is its name, which a later authorisation leaves alone', async () => {
    expect((await patch('theo', { name: '  Acme EMEA ' })).json()).toMatchObject({ name: 'Acme EMEA' });
    await setAuthorized(server.db, await server.accountId(), id, {
      ...{ organizationId: (await read()).organizationId, organizationName: 'Acme Inc.', edition: null },
      ...{ instanceUrl: 'https://x.salesforce.com', remoteUserId: '005000000000001AAA' },
      remoteUserName: 'Olga Owner',
    });
    expect((await read()).name).toBe('Acme EMEA');
    expect(await audit()).toMatchObject([
      {
        action: 'connection.renamed',
        user: { name: 'Theo' },
        details: { from: 'Acme Inc.', to: 'Acme EMEA' },
      },
    ]);
  });

  it('is its owner, who must be somebody who may handle connections', async () => {
    expect((await read()).owner).toEqual({ userId: await server.userId('olga'), name: 'Olga' });
    const ownerId = await server.userId('clara');
    expect((await patch('olga', { ownerId })).json().owner).toEqual({ userId: ownerId, name: 'Clara' });
    for (const who of ['jon', 'mara', 'stranger'] as const) {
      const refused = await patch('olga', { ownerId: await server.userId(who) });
      expect([who, refused.statusCode]).toEqual([who, 422]);
    }
    expect(await audit()).toMatchObject([
      { action: 'connection.owner_changed', subject: 'clara@acme.example', details: { to: ownerId } },
    ]);
  });

  it.each([
    ['nothing', {}],
    ['an empty name', { name: '  ' }],
    ['a name of two lines', { name: 'a\nb' }],
    ['what cannot be changed', { name: 'Acme', status: 'active' }],
  ])('is not %s, and nothing is written down', async (_, body) => {
    expect((await patch('olga', body)).statusCode).toBe(400);
    await patch('olga', { name: 'Acme Inc.', ownerId: await server.userId('olga') });
    expect(await audit()).toEqual([]);
  });
});

describe("an org's people by how they stand", () => {
  let server: TestServer;
  afterAll(() => server.close());

  it('are listed as former or in conflict, and counted by reason where they are in no list', async () => {
    server = await openTestServer();
    const id = await server.addConnection();
    const accountId = await server.accountId();
    const person = (index: number, name: string, given: object = {}) => ({
      ...{ id: `00500000000000${index}AAA`, name, email: `${name}@acme.example`, username: name },
      ...{ active: true, excluded: null, matchEmail: `${name}@acme.example`, ...given },
    });
    const gone = { active: false, excluded: 'inactive' as const };
    await saveRemoteUsers(server.db, accountId, id, [
      ...[person(1, 'jon'), person(2, 'mara'), person(3, 'nobody'), person(4, 'leaver', gone)],
      ...[person(5, 'unknown leaver', gone), person(6, 'robot', { excluded: 'integration' as const })],
      person(7, 'guest', { excluded: 'guest' as const }),
    ]);
    const set = (remote: string, userId: string, manual: boolean) =>
      server.db.query('UPDATE remote_users SET user_id = $2, manual = $3 WHERE name = $1', [
        ...[remote, userId, manual],
      ]);
    await set('jon', await server.userId('jon'), false);
    await set('mara', await server.userId('pia'), true);
    await set('leaver', await server.userId('tom'), false);
    const list = async (state: string) => {
      const answer = await server.as('olga')({ url: `/api/v1/connections/${id}/users?state=${state}` });
      return answer.json().items.map((row: { remoteUser: { name: string } }) => row.remoteUser.name);
    };
    expect(await list('former')).toEqual(['leaver']);
    expect(await list('conflict')).toEqual(['mara']);
    expect(await list('unmapped')).toEqual(['nobody']);
    expect((await server.as('olga')({ url: `/api/v1/connections/${id}` })).json().users).toEqual({
      ...{ mapped: 3, unmapped: 1, former: 1, conflict: 1 },
      excluded: { guest: 1, inactive: 1, integration: 1 },
    });
  });
});
