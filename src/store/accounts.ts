import type { Queries } from './database.ts';

/** A company's workspace. */
export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

/** The account of a domain (in any case), or null. */
export async function findAccountByDomain(on: Queries, domain: string): Promise<AccountRow | null> {
  const rows = await on.query<AccountRow>(
    'SELECT id, name, domain FROM accounts WHERE lower(domain) = lower($1)',
    [domain],
  );
  return rows[0] ?? null;
}

/** All accounts, oldest first. */
export function listAccounts(on: Queries): Promise<AccountRow[]> {
  return on.query('SELECT id, name, domain FROM accounts ORDER BY created_at, id');
}

/** Creates the account of a domain, or renames it; returns its id. */
export async function saveAccount(on: Queries, name: string, domain: string): Promise<string> {
  const rows = await on.query<{ id: string }>(
    `INSERT INTO accounts (name, domain) VALUES ($1, lower($2))
     ON CONFLICT (lower(domain)) DO UPDATE SET name = excluded.name RETURNING id`,
    [name, domain],
  );
  return rows[0]!.id;
}

/** Writes name and domain of an account; throws a duplicate where another has the domain. */
export async function updateAccount(on: Queries, { id, name, domain }: AccountRow): Promise<void> {
  await on.query('UPDATE accounts SET name = $2, domain = lower($3) WHERE id = $1', [id, name, domain]);
}

/** Id of this installation, made once with the database. */
export async function readInstallationId(on: Queries): Promise<string> {
  const rows = await on.query<{ id: string }>('SELECT id FROM installation');
  return rows[0]!.id;
}
