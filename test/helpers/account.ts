import type { Queries } from '../../src/store/database.ts';

/** An account with one Owner; more people by name and e-mail where asked for. Returns ids. */
export async function createAccount(
  on: Queries,
  people: readonly { name: string; email: string; role?: string }[] = [],
): Promise<{ accountId: string; ownerId: string; userIds: ReadonlyMap<string, string> }> {
  const accounts = await on.query<{ id: string }>(
    `INSERT INTO accounts (name, domain) VALUES ('Acme', 'acme.example') RETURNING id`,
  );
  const accountId = accounts[0]!.id;
  const userIds = new Map<string, string>();
  const owner = { name: 'Olga Owner', email: 'olga@acme.example', role: 'owner' };
  for (const { name, email, role } of [owner, ...people]) {
    const rows = await on.query<{ id: string }>(
      'INSERT INTO users (account_id, email, name, role) VALUES ($1, $2, $3, $4) RETURNING id',
      [accountId, email, name, role ?? 'member'],
    );
    userIds.set(email, rows[0]!.id);
  }
  return { accountId, ownerId: userIds.get(owner.email)!, userIds };
}
