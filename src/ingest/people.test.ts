import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../test/helpers/database.ts';
import { openIngest, orgPeople } from '../../test/helpers/ingest.ts';
import type { Database } from '../store/database.ts';
import { readPeople } from './people.ts';

describe('whose address is whose', () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestDatabase();
  });
  afterAll(() => db.close());

  it('is known of people by their own address and that of the user they are, of programs never', async () => {
    const { scope, accountId } = await openIngest(db);
    await db.query(`UPDATE users SET email = 'Jon.Private@home.example' WHERE account_id = $1`, [accountId]);
    const people = await readPeople(db, scope);
    expect(people.byAddress(' JON@acme.example ')).toBe(orgPeople.jon);
    expect(people.byAddress('jon.private@HOME.example')).toBe(orgPeople.jon);
    expect(people.byAddress('remy@acme.example')).toBe(orgPeople.remy);
    expect(people.byAddress('robot@acme.example')).toBeNull();
    expect(people.byAddress('')).toBeNull();
  });

  it('is of two people with one address the one who is still there', async () => {
    const { scope, accountId } = await openIngest(db);
    await db.query(
      `UPDATE remote_users SET email = 'jon@acme.example', match_email = 'jon@acme.example'
       WHERE account_id = $1 AND id = $2`,
      [accountId, orgPeople.remy],
    );
    await db.query(
      `UPDATE remote_users SET active = false, excluded = 'inactive' WHERE account_id = $1 AND id = $2`,
      [accountId, orgPeople.jon],
    );
    const people = await readPeople(db, scope);
    expect(people.byAddress('jon@acme.example')).toBe(orgPeople.remy);
    // The user of the one who left is known by no other address.
    expect(people.byAddress('olga@acme.example')).toBe(orgPeople.jon);
  });
});
