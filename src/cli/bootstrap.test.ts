import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { emptyDatabase, openTestDatabase } from '../../test/helpers/database.ts';
import { ConfigurationError } from '../config.ts';
import type { Database } from '../store/database.ts';
import { findTokenOwner, hashToken } from '../store/tokens.ts';
import { applyBootstrap, parseBootstrap } from './bootstrap.ts';

const account = { name: 'Acme', domain: 'acme.example' };
const user = (name: string, manager: string | null = null, role = 'member') => ({
  ...{ email: `${name}@acme.example`, name, role, manager, timeZone: 'Europe/Berlin' },
});
const token = 'wst_at-least-32-characters-long-000001';

describe('the bootstrap file', () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase();
  });
  beforeEach(() => emptyDatabase(db));
  afterAll(() => db.close());

  const apply = (content: unknown) => applyBootstrap(db, parseBootstrap(JSON.stringify(content), 'file'));
  async function mistakesOf(content: unknown): Promise<readonly string[]> {
    try {
      await apply(content);
      return [];
    } catch (error) {
      if (error instanceof ConfigurationError) return error.mistakes;
      throw error;
    }
  }
  const people = () =>
    db.query(
      `SELECT u.email, u.role, m.email AS manager FROM users u
       LEFT JOIN users m ON m.account_id = u.account_id AND m.id = u.manager_id ORDER BY u.email`,
    );

  it('names every mistake by its place, without the token', async () => {
    const mistakes = await mistakesOf({
      account: { name: 'Acme' },
      users: [
        { ...user('a'), role: 'king' },
        { ...user('b'), timeZone: 'Mars/Base' },
        { ...user('c'), mail: 'x' },
      ],
      tokens: [{ email: 'a@acme.example', token: 'short-secret' }],
    });
    expect(mistakes).toHaveLength(5);
    expect(mistakes.join('\n')).toMatch(
      /account\.domain.+users\[0\]\.role.+users\[1\]\.timeZone.+users\[2\]/s,
    );
    expect(mistakes.join('\n')).toMatch(/tokens\[0\]\.token must have at least 32 characters/);
    expect(mistakes.join('\n')).not.toContain('short-secret');
    expect(() => parseBootstrap('{"token": "hunter2', 'file')).toThrow('file: is not JSON.');
  });

  it.each([
    ['a circle', [user('a', 'b@acme.example'), user('b', 'a@acme.example')], 2],
    ['somebody who is their own manager', [user('a', 'A@acme.example')], 1],
    ['an unknown manager', [user('a', 'x@acme.example')], 1],
    ['one e-mail twice', [user('a'), { ...user('a'), email: 'A@Acme.example' }], 1],
  ])('refuses %s and stores nothing', async (_, users, count) => {
    expect(await mistakesOf({ account, users })).toHaveLength(count);
    expect(await people()).toEqual([]);
    expect(await db.query('SELECT 1 FROM accounts')).toEqual([]);
  });

  it('refuses a circle that only closes through who is stored already', async () => {
    await apply({ account, users: [user('a'), user('b', 'a@acme.example')] });
    expect(await mistakesOf({ account, users: [user('a', 'b@acme.example')] })).toHaveLength(1);
  });

  it('takes managers in any order, e-mails in any case, and is safe to repeat', async () => {
    const content = {
      account,
      users: [user('jon', 'MARA@acme.example'), user('mara', null, 'manager')],
      tokens: [{ email: 'Jon@acme.example', token }],
    };
    await apply(content);
    await apply(content);
    expect(await people()).toEqual([
      { email: 'jon@acme.example', role: 'member', manager: 'mara@acme.example' },
      { email: 'mara@acme.example', role: 'manager', manager: null },
    ]);
    expect(await findTokenOwner(db, hashToken(token), Date.now())).toMatchObject({
      email: 'jon@acme.example',
      account,
    });
  });

  it('lets listed values win and keeps what is not listed', async () => {
    await apply({ account, users: [user('a'), user('b')], tokens: [{ email: 'b@acme.example', token }] });
    await apply({
      account: { ...account, domain: 'ACME.example', name: 'Acme Inc.' },
      users: [user('a', null, 'owner')],
    });
    expect(await people()).toMatchObject([{ role: 'owner' }, { role: 'member' }]);
    expect(await findTokenOwner(db, hashToken(token), Date.now())).toMatchObject({
      account: { name: 'Acme Inc.' },
    });
  });

  it('takes several accounts, and lets none have the token of another', async () => {
    const other = { account: { name: 'Other', domain: 'other.example' }, users: [user('z')] };
    await apply({
      accounts: [{ account, users: [user('a')], tokens: [{ email: 'a@acme.example', token }] }, other],
    });
    const stolen = await mistakesOf({ ...other, tokens: [{ email: 'z@acme.example', token }] });
    expect(stolen).toEqual([expect.stringContaining('belongs to another account')]);
    expect(stolen.join()).not.toContain(token);
  });
});
