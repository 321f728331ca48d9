import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readRollups } from '../../../test/helpers/rollups.ts';
import { openTestServer, type Person, START, type TestServer } from '../../../test/helpers/server.ts';
import { until } from '../../../test/helpers/until.ts';
import { finishErasures } from '../../ingest/erasure.ts';
import { saveStanding, switchFeature } from '../../store/features.ts';
import { insertErasure } from '../../store/personData.ts';
import { saveRemoteUsers } from '../../store/remoteUsers.ts';
import type { PersonData } from '../contract.ts';

const remoteId = '005000000000001AAA';

describe('what is stored of a person', () => {
  let server: TestServer;
  let connection: string;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(async () => {
    await server.reset();
    connection = await server.addConnection();
    const accountId = await server.accountId();
    const who = {
      name: 'Jon of the org',
      email: 'jon@acme.example',
      username: 'jon',
      matchEmail: 'jon@acme.example',
    };
    await saveRemoteUsers(server.db, accountId, connection, [
      { ...who, id: remoteId, active: true, excluded: null },
    ]);
    await server.db.query('UPDATE remote_users SET user_id = $1', [await server.userId('jon')]);
    for (const feature of ['opportunities', 'cases']) {
      const standing = { feature, path: 'cdc', status: 'active', reason: null } as const;
      await saveStanding(server.db, accountId, connection, standing, START);
    }
  });
  afterAll(() => server.close());

  const get = async (who: Person, url: string) => {
    const answer = await server.as(who)({ url });
    return {
      status: answer.statusCode,
      body: answer.json() as PersonData & { activities?: { title: string }[] },
    };
  };
  const dataOf = async (who: Person) => `/api/v1/users/${await server.userId(who)}/data`;
  const erase = async (who: Person, whom: Person, confirm = `${whom}@acme.example`) =>
    server.as(who)({ method: 'POST', url: `${await dataOf(whom)}/erasure`, payload: { confirm } });

  it('is told to the person alone, and to Owners and Executives about others', async () => {
    expect((await server.app.inject({ url: '/api/v1/my-data' })).statusCode).toBe(401);
    expect((await get('jon', '/api/v1/my-data')).status).toBe(200);
    for (const who of ['jon', 'tom', 'mara', 'theo'] as const) {
      expect((await get(who, await dataOf('jon'))).status).toBe(403);
      expect((await get(who, `${await dataOf('jon')}/export`)).status).toBe(403);
      expect((await erase(who, 'jon')).statusCode).toBe(403);
    }
    expect((await get('clara', await dataOf('jon'))).body).toEqual(
      (await get('jon', '/api/v1/my-data')).body,
    );
  });

  it('says what is collected, who switched it, and how much there is', async () => {
    await server.addActivity(connection, 'jon', { occurredAt: START - 5000 });
    await server.addActivity(connection, 'jon', { feature: 'cases' });
    await server.addActivity(connection, 'pia', {});
    const url = `/api/v1/connections/${connection}/users/${remoteId}/features/cases`;
    await server.as('theo')({ method: 'PUT', url, payload: { enabled: false } });
    const { body } = await get('jon', '/api/v1/my-data');
    expect(body.totals).toEqual({ entries: 2, edited: 0 });
    expect(body.stored.map(({ feature, entries, first }) => [feature, entries, first])).toEqual([
      ['cases', 1, '2026-01-15T11:59:59.000Z'],
      ['opportunities', 1, '2026-01-15T11:59:55.000Z'],
    ]);
    const [told] = body.connections;
    expect(told).toMatchObject({
      id: connection,
      name: 'Acme Inc.',
      remoteUsers: [{ id: remoteId, manual: false }],
    });
    const feature = (key: string) => told!.features.find((one) => one.key === key)!;
    expect(feature('opportunities')).toMatchObject({
      collected: true,
      connectionEnabled: true,
      switches: [],
    });
    expect(feature('opportunities').reads[0]).toMatchObject({ object: 'Opportunity' });
    expect(feature('opportunities').reads[0]!.fields).toContain('StageName');
    expect(feature('cases')).toMatchObject({ collected: false, connectionEnabled: true });
    expect(feature('cases').switches).toMatchObject([{ remoteUserId: remoteId, enabled: false, by: 'Theo' }]);
    expect(feature('leads')).toMatchObject({ collected: false, connectionSwitched: null });
    expect((await get('pia', '/api/v1/my-data')).body.connections).toEqual([]);
  });

  it('says who switched a feature off for everybody, as the connection does to its administrators', async () => {
    const by = await server.userId('theo');
    const which = { accountId: await server.accountId(), connectionId: connection, feature: 'cases' };
    await switchFeature(server.db, { ...which, as: 'disabled', by, at: START });
    const switched = { by: 'Theo', at: new Date(START).toISOString() };
    const [told] = (await get('jon', '/api/v1/my-data')).body.connections;
    expect(told!.features.find(({ key }) => key === 'cases')).toMatchObject({
      ...{ collected: false, connectionEnabled: false, connectionSwitched: switched },
    });
    const features = await server.as('olga')({ url: `/api/v1/connections/${connection}/features` });
    expect(features.json().items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: 'cases', enabled: false, switched }),
        expect.objectContaining({ key: 'tasks', enabled: true, switched: null }),
      ]),
    );
  });

  it('comes as JSON and CSV, with meetings to come and without anybody else', async () => {
    await server.addActivity(connection, 'jon', { title: 'mine' });
    await server.addActivity(connection, 'jon', { title: 'tomorrow', occurredAt: START + 86_400_000 });
    await server.addActivity(connection, 'pia', { title: 'of pia' });
    const json = (await get('jon', '/api/v1/my-data/export')).body;
    expect(json.activities!.map(({ title }) => title)).toEqual(['tomorrow', 'mine']);
    expect(json.totals.entries).toBe(2);
    const csv = await server.as('jon')({ url: '/api/v1/my-data/export?format=csv' });
    expect((parse(csv.body, { columns: true }) as { title: string }[]).map(({ title }) => title)).toEqual([
      ...['tomorrow', 'mine'],
    ]);
    const theirs = await get('olga', `${await dataOf('pia')}/export`);
    expect(theirs.body.activities!.map(({ title }) => title)).toEqual(['of pia']);
    const [line] = (await server.as('olga')({ url: '/api/v1/audit?action=person.exported' })).json().items;
    expect(line).toMatchObject({ subject: await server.userId('pia'), user: { name: 'Olga' } });
  });

  const isErased = async (whom: Person) =>
    (await get('olga', await dataOf(whom))).body.erasure?.state === 'done';

  it('is erased with its figures, its saves and every switch, and nobody else’s is', async () => {
    await server.addActivity(connection, 'jon', {});
    await server.addActivity(connection, 'pia', { title: 'of pia' });
    await server.db.query(
      `INSERT INTO changes (account_id, connection_id, object_id, key, object_type, feature, action, path, remote_user_id,
         at, arrived_at, automated, listed, fields, field_values, bulk)
       SELECT $1, $2, '006', 'cdc:' || u, 'Opportunity', 'opportunities', 'updated', 'cdc', u, now(), now(), false, true,
         '{}', '{}', false FROM unnest($3::text[]) u`,
      [await server.accountId(), connection, [remoteId, '005000000000002AAA']],
    );
    expect((await erase('olga', 'jon', 'pia@acme.example')).statusCode).toBe(422);
    const answer = await erase('olga', 'jon', 'JON@acme.example ');
    expect(answer.statusCode).toBe(202);
    await until('it is erased', () => isErased('jon'));
    const { body } = await get('jon', '/api/v1/my-data');
    expect(body).toMatchObject({ stored: [], totals: { entries: 0 }, erasure: { entries: 1 } });
    expect(body.connections[0]!.features.some(({ collected }) => collected)).toBe(false);
    expect(await server.db.query('SELECT remote_user_id AS who FROM changes')).toEqual([
      { who: '005000000000002AAA' },
    ]);
    expect((await get('pia', '/api/v1/my-data')).body.totals.entries).toBe(1);
    const { kept, counted } = await readRollups(server.db, await server.accountId());
    expect(kept).toEqual(counted);
    const lines = (await server.as('olga')({ url: '/api/v1/audit' })).json().items as {
      action: string;
      details: object;
    }[];
    expect(lines.find(({ action }) => action === 'person.erased')?.details).toEqual({ entries: 1, saves: 1 });
    expect(lines.some(({ action }) => action === 'person.erasure_asked')).toBe(true);
  });

  it('is erased to its end by the next process where one died, and once where two do it', async () => {
    for (let each = 0; each < 3; each += 1) await server.addActivity(connection, 'jon', {});
    const [accountId, userId] = [await server.accountId(), await server.userId('jon')];
    await insertErasure(server.db, { accountId, userId, requestedBy: null, requestedAt: START });
    expect((await erase('olga', 'jon')).statusCode).toBe(409);
    await Promise.all([finishErasures(server.context), finishErasures(server.context)]);
    const { body } = await get('jon', '/api/v1/my-data');
    expect(body.erasure).toMatchObject({ state: 'done', entries: 3 });
    const lines = (await server.as('olga')({ url: '/api/v1/audit?action=person.erased' })).json().items;
    expect(lines).toHaveLength(1);
  });
});
