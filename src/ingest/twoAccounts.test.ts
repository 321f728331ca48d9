import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../test/helpers/account.ts';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { listConnections } from '../store/connections.ts';
import { beginConnect } from './connect.ts';

describe('one org connected by two accounts', () => {
  let world: World;
  let other: { accountId: string; ownerId: string };
  beforeAll(async () => {
    world = await openWorld();
    await world.db.query('UPDATE accounts SET domain = $1', [`${randomUUID()}.example`]);
    other = await createAccount(world.db);
    await world.connect();
    const { authorizationUrl } = await beginConnect(world.context, {
      ...{ accountId: other.accountId, userId: other.ownerId, sessionHash: null, service: 'salesforce' },
      ...{ environment: 'production', edition: 'enterprise', myDomain: null },
    });
    await world.walk(authorizationUrl, { username: 'olga@acme.example' });
  });
  afterAll(() => world.close());

  it('streams to each by a channel of its own, each save once', async () => {
    const connections = await until('the other is live, too', async () => {
      const all = await Promise.all([
        listConnections(world.db, world.accountId),
        listConnections(world.db, other.accountId),
      ]);
      return all.flat().every((one) => one.streamState === 'live') && all.flat();
    });
    expect(new Set(connections.map((one) => one.channel)).size).toBe(2);
    const userId = world.emulator.orgs[0]!.people.get('olga')!;
    const id = world.emulator.org.transact({ userId, origin: '' }, (tx) =>
      tx.create('Contact', { LastName: 'Both' }),
    );
    const stored = () =>
      world.db.query<{ account_id: string; user_id: string }>(
        'SELECT account_id, user_id FROM activities WHERE object_id = $1',
        [id],
      );
    await until('both have it', async () => (await stored()).length >= 2);
    const owners = new Map((await stored()).map((row) => [row.account_id, row.user_id]));
    expect(owners.get(world.accountId)).toBe(world.ownerId);
    expect(owners.get(other.accountId)).toBe(other.ownerId);
    expect(await stored()).toHaveLength(2);
  });
});
