import { lockDirectory, moveDirectory } from '../store/connections.ts';
import type { Queries } from '../store/database.ts';
import { listFeatureStates } from '../store/features.ts';
import { listRemoteUserInfo, type RemoteUserInfo } from '../store/remoteUsers.ts';
import { listOffSwitches } from '../store/switches.ts';
import type { ConnectionRef } from './context.ts';

/** Another process has taken the connection over: whoever sees this stops working for it. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Who is who and what is on for a connection, as of one moment. */
export interface Directory {
  readonly version: number;
  readonly users: ReadonlyMap<string, RemoteUserInfo>;
  /** False for programs and other excluded users. */
  isExcluded(remoteUserId: string): boolean;
  /** True where entries of this user and feature are stored; an unknown user's are, unattributed. */
  wants(remoteUserId: string, feature: string): boolean;
  isFeatureOn(feature: string): boolean;
}

/** Reads the directory inside ingest transactions, anew only when a mapping or switch has changed. */
export interface DirectoryReader {
  read(tx: Queries): Promise<Directory>;
}

/**
 * The directory as the holder of the connection's lease reads it. Whoever writes beside that process (null)
 * keeps it, and everybody else, waiting until their transaction ends.
 */
export function openDirectoryReader(ref: ConnectionRef, holder: string | null): DirectoryReader {
  let known: Directory | null = null;
  const lock = (tx: Queries): Promise<number | null> =>
    holder === null
      ? moveDirectory(tx, ref.accountId, ref.connectionId)
      : lockDirectory(tx, ref.accountId, ref.connectionId, holder);
  return {
    read: async (tx) => {
      const version = await lock(tx);
      if (version === null) throw new LeaseLost('the connection is worked for by another process, or gone');
      if (known?.version !== version) known = await readDirectory(tx, ref, version);
      return known;
    },
  };
}

async function readDirectory(tx: Queries, ref: ConnectionRef, version: number): Promise<Directory> {
  const users = await listRemoteUserInfo(tx, ref.accountId, ref.connectionId);
  const states = await listFeatureStates(tx, ref.accountId, ref.connectionId);
  const switches = await listOffSwitches(tx, ref.accountId, ref.connectionId);
  const byId = new Map(users.map((user) => [user.id, user]));
  const offFeatures = new Set(states.filter((state) => !state.enabled).map((state) => state.feature));
  const off = new Set(switches.map((row) => `${row.remoteUserId} ${row.feature}`));
  const isExcluded = (id: string): boolean => (byId.get(id)?.excluded ?? null) !== null;
  return {
    version,
    users: byId,
    isExcluded,
    isFeatureOn: (feature) => !offFeatures.has(feature),
    wants: (id, feature) =>
      id !== '' && !isExcluded(id) && !offFeatures.has(feature) && !off.has(`${id} ${feature}`),
  };
}
