import type { People } from '../activity/service.ts';
import type { Queries } from '../store/database.ts';
import { listAddresses } from '../store/remoteUsers.ts';
import type { ConnectionRef } from './context.ts';

/** Whose address is whose in a connection, as of now; of two people with one address, the one who is active. */
export async function readPeople(on: Queries, ref: ConnectionRef): Promise<People> {
  const rows = await listAddresses(on, ref.accountId, ref.connectionId);
  const byAddress = new Map(rows.map(({ address, remoteUserId }) => [address, remoteUserId]));
  return { byAddress: (address) => byAddress.get(address.trim().toLowerCase()) ?? null };
}
