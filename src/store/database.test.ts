import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../test/helpers/account.ts';
import { openTestDatabase } from '../../test/helpers/database.ts';
import { type Column, copyRows, toArrayLiteral } from './bulk.ts';
import { type Database, isDuplicate, timeParam } from './database.ts';
import { appendFeed, feedPosition, readFeed, trimFeed } from './feed.ts';
import { migrate } from './migrate.ts';

describe('the database port', () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase();
  });
  afterAll(() => db.close());

  it('gives int8 and timestamptz as numbers, bytea as bytes, jsonb parsed, arrays as arrays', async () => {
    const at = Date.UTC(2026, 9, 25, 0, 30, 15, 123);
    const rows = await db.query(
      `SELECT 9007199254740991::int8 AS big, $1::timestamptz AS at, $2::bytea AS bytes,
         '{"a":[1]}'::jsonb AS json, ARRAY['x','y'] AS list, NULL::timestamptz AS nothing`,
      [timeParam(at), Buffer.from([0, 255])],
    );
    expect(rows[0]).toMatchObject({
      big: 9007199254740991,
      at,
      json: { a: [1] },
      list: ['x', 'y'],
      nothing: null,
    });
    expect([...(rows[0]!.bytes as Uint8Array)]).toEqual([0, 255]);
  });

  it('commits all of a transaction or, when it throws, nothing', async () => {
    await expect(
      db.transaction(async (tx) => {
        await tx.query(`INSERT INTO accounts (name, domain) VALUES ('Gone', 'gone.example')`);
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    expect(await db.query(`SELECT 1 FROM accounts WHERE domain = 'gone.example'`)).toEqual([]);
  });

  it('commits nothing where a statement failed that nobody waited for, or whose failure was caught', async () => {
    const add = `INSERT INTO accounts (name, domain) VALUES ('Gone', 'gone.example')`;
    const unheard = db.transaction(async (tx) => {
      await tx.run(add);
      await tx.run('SELECT 1 / $1::integer', [0]);
      await tx.run(add);
    });
    // The first failure tells why, not the statements that could not run after it.
    await expect(unheard).rejects.toThrow('division by zero');
    const caught = db.transaction(async (tx) => {
      await tx.run(add);
      await tx.query('SELECT 1 / $1::integer', [0]).catch(() => {});
    });
    await expect(caught).rejects.toThrow('division by zero');
    expect(await db.query(`SELECT 1 FROM accounts WHERE domain = 'gone.example'`)).toEqual([]);
  });

  it('runs statements of a transaction in their order, and none of others among them', async () => {
    await db.query('CREATE TABLE steps (name text)');
    const transaction = db.transaction(async (tx) => {
      await tx.run(`INSERT INTO steps VALUES ('first')`);
      await tx.run(`UPDATE steps SET name = name || ', second'`);
      return tx.query('SELECT name FROM steps');
    });
    const outside = db.query('SELECT name FROM steps');
    expect(await transaction).toEqual([{ name: 'first, second' }]);
    expect(['first, second', undefined]).toContain((await outside)[0]?.name);
    await db.query('DROP TABLE steps');
  });

  it('copies rows with every character that its format or JSON knows, and with nothing', async () => {
    await db.query(
      'CREATE TABLE copied (nth integer PRIMARY KEY, text text, list text[], json json, same text)',
    );
    const hard = 'tab\t line\n return\r back\\slash \\N \\. "quoted" {ä,€,😀}';
    const rows = [hard, '', '\\.', null].map((text, nth) => ({ nth, text }));
    const columns: readonly Column<(typeof rows)[number]>[] = [
      { name: 'nth', type: 'integer', of: ({ nth }) => String(nth) },
      { name: 'text', type: 'text', of: ({ text }) => text },
      { name: 'list', type: 'text[]', of: ({ text }) => toArrayLiteral([text, hard], (each) => each) },
      { name: 'json', type: 'json', json: ({ text }) => ({ text }) },
      { name: 'same', type: 'text', same: hard },
    ];
    await db.transaction((tx) => copyRows(tx, 'copied', columns, rows));
    expect(await db.query('SELECT * FROM copied ORDER BY nth')).toEqual(
      rows.map(({ nth, text }) => ({ nth, text, list: [text, hard], json: { text }, same: hard })),
    );
    await db.query('DROP TABLE copied');
  });

  it('commits nothing where a copied row is refused, whatever was sent behind it', async () => {
    const columns: readonly Column<string>[] = [
      { name: 'name', type: 'text', same: 'Copied' },
      { name: 'domain', type: 'text', of: (domain) => domain },
    ];
    const copied = db.transaction(async (tx) => {
      await copyRows(tx, 'accounts', columns, ['one.example', 'two.example', 'one.example']);
      await copyRows(tx, 'accounts', columns, ['three.example']);
      await tx.run('SELECT 1');
    });
    expect(isDuplicate(await copied.catch((thrown: unknown) => thrown))).toBe(true);
    const after = await db.transaction((tx) => tx.query(`SELECT 1 FROM accounts WHERE name = 'Copied'`));
    expect(after).toEqual([]);
  });

  it('tells a refused row by its code', async () => {
    const add = `INSERT INTO accounts (name, domain) VALUES ('Twice', 'twice.example')`;
    await db.run(add);
    const error = await db.run(add).catch((thrown: unknown) => thrown);
    expect(isDuplicate(error)).toBe(true);
  });

  it('tells listeners, until they stop', async () => {
    const heard: string[] = [];
    const first = new Promise<void>((done) => {
      void db
        .listen('spoken', (payload) => {
          heard.push(payload);
          done();
        })
        .then(() => db.notify('spoken', 'hello'));
    });
    await first;
    expect(heard).toEqual(['hello']);
  });

  it('applies migrations once and refuses a database of a newer program', async () => {
    expect(await migrate(db)).toEqual([]);
    await db.query(`INSERT INTO migrations (name) VALUES ('9999_future.sql')`);
    await expect(migrate(db)).rejects.toThrow(/newer WorkSights/);
    await db.query(`DELETE FROM migrations WHERE name = '9999_future.sql'`);
  });

  it('hands out feed positions in order, changed before removed, and says when they are forgotten', async () => {
    const { accountId } = await createAccount(db);
    const ids = Array.from({ length: 4 }, (_, index) => `00000000-0000-4000-8000-00000000000${index}`);
    await db.transaction((tx) => appendFeed(tx, accountId, ids.slice(0, 2), ids.slice(2, 3)));
    await db.transaction((tx) => appendFeed(tx, accountId, ids.slice(3), []));
    expect(await feedPosition(db, accountId)).toBe(4);
    const all = await readFeed(db, accountId, 0, 100);
    expect(all).toEqual({
      lost: false,
      entries: ids.map((id, index) => ({ position: index + 1, id, removed: index === 2 })),
    });
    expect((await readFeed(db, accountId, 1, 1)).entries).toEqual([
      { position: 2, id: ids[1], removed: false },
    ]);
    await trimFeed(db, Date.UTC(2100, 0, 1));
    expect((await readFeed(db, accountId, 1, 10)).lost).toBe(true);
    expect((await readFeed(db, accountId, 4, 10)).lost).toBe(false);
  });
});
