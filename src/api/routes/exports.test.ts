import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, START, type TestServer } from '../../../test/helpers/server.ts';

describe('the export of the timeline', () => {
  let server: TestServer;
  let connection: string;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(async () => {
    await server.reset();
    connection = await server.addConnection();
  });
  afterAll(() => server.close());

  const url = '/api/v1/activities/export';
  const ask = (who: Person, query: Record<string, string | string[]> = {}) => server.as(who)({ url, query });
  const lines = async (who: Person, query: Record<string, string | string[]> = {}) =>
    (await ask(who, { ...query, format: 'jsonl' })).body
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  /** Many entries at once, of jon and tom in turn, a second apart; `padding` makes them as long as is wished. */
  const fill = async (count: number, padding = '') => {
    const changes = padding === '' ? [] : [{ field: 'X', label: 'X', from: null, to: padding, at: START }];
    await server.db.query(
      `INSERT INTO activities (account_id, id, connection_id, feature, category, action, remote_user_id, user_id, title,
         object_type, changes, occurred_at, received_at, duration_seconds, duration_source, count, paths)
       SELECT $1, gen_random_uuid(), $2, 'cases', 'record_change', 'updated', '005', (ARRAY[$3, $4]::uuid[])[1 + n % 2],
         'Case ' || n, 'Case', $7::jsonb, $5::timestamptz - n * interval '1 second', now(), 60, 'estimated', 1, '{cdc}'
       FROM generate_series(1, $6::int) n`,
      [
        ...[await server.accountId(), connection, await server.userId('jon'), await server.userId('tom')],
        ...[new Date(START).toISOString(), count, JSON.stringify(changes)],
      ],
    );
  };
  it('refuses who is not signed in, and a filter that one may not use', async () => {
    expect((await server.app.inject({ url })).statusCode).toBe(401);
    expect((await ask('jon', { userId: await server.userId('pia') })).statusCode).toBe(403);
    expect((await ask('jon', { format: 'pdf' })).statusCode).toBe(400);
  });

  it('holds exactly the entries of those whom one may see, over many pages, newest first', async () => {
    await fill(1234);
    await server.addActivity(connection, 'pia', { title: 'of pia', occurredAt: START - 500 });
    await server.addActivity(connection, null, { title: 'of nobody' });
    const seen = async (who: Person) => (await lines(who)).map(({ title }: { title: string }) => title);
    const all = await seen('olga');
    expect(all).toHaveLength(1235);
    expect(all[0]).toBe('of pia');
    expect(all.at(-1)).toBe('Case 1234');
    expect(await seen('mara')).toHaveLength(1234);
    expect(await seen('jon')).toEqual(Array.from({ length: 617 }, (_, n) => `Case ${2 * n + 2}`));
    expect(await seen('theo')).toEqual([]);
    expect(await lines('olga', { feature: 'cases', text: 'case 1234' })).toHaveLength(1);
  });

  it('gives JSON Lines as the list gives entries, and CSV without formulas', async () => {
    const at = '2026-01-15T11:00:00.000Z';
    const changes = [{ field: 'StageName', label: 'Stage', from: 'New', to: 'Won', at }];
    await server.addActivity(connection, 'jon', { title: '=cmd("x"), "y"', changes });
    const list = (await server.as('jon')({ url: '/api/v1/activities' })).json().items;
    expect(await lines('jon')).toEqual(list);
    const answer = await ask('jon', { format: 'csv' });
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['x-entries-estimate']).toBe('1');
    const [row] = parse(answer.body, { columns: true }) as Record<string, string>[];
    expect(row).toMatchObject({
      person: 'Jon',
      title: `'=cmd("x"), "y"`,
      changes: 'Stage: New → Won',
      paths: 'cdc',
    });
    expect((await ask('jon', { text: 'cmd' })).headers['x-entries-estimate']).toBeUndefined();
  });

  it('breaks off where what one may see narrows while it runs', async () => {
    // More than the sockets between them hold, so that the server waits for its reader.
    await fill(6000, ' x'.repeat(2000));
    const base = await server.app.listen({ host: '127.0.0.1', port: 0 });
    const jon = await server.userId('jon');
    const answer = await fetch(`${base}${url}?userId=${jon}&format=jsonl`, {
      headers: { authorization: `Bearer ${server.token('tom')}` },
    });
    expect(answer.status).toBe(200);
    await server.db.query('UPDATE users SET manager_id = NULL WHERE id = $1', [jon]);
    let read = '';
    const rest = async () => {
      for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) read += chunk;
    };
    await expect(rest()).rejects.toThrow();
    expect(read.split('\n').length).toBeLessThan(3000);
  });
});
