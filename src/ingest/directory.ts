import { lockDirectory, lockDirectoryBeside } from '../store/connections.ts';
import type { Queries } from '../store/database.ts';
import { listFeatureStates } from '../store/features.ts';
import { listOffPeriods, type OffPeriod } from '../store/offPeriods.ts';
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
  /** True for programs and other excluded users; people who left are people. */
  isExcluded(remoteUserId: string): boolean;
  /**
   * True where entries of this user and feature are stored, of what was saved at `at` (epoch ms) if it is given;
   * an unknown user's are, unattributed.
   */
  wants(remoteUserId: string, feature: string, at?: number): boolean;
  /** True where the connection has the feature switched on, and had at `at` (epoch ms). */
  isFeatureOn(feature: string, at: number): boolean;
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
      ? lockDirectoryBeside(tx, ref.accountId, ref.connectionId)
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
  const wasOff = periodsOf(await listOffPeriods(tx, ref.accountId, ref.connectionId));
  const byId = new Map(users.map((user) => [user.id, user]));
  const offFeatures = new Set(states.filter((state) => !state.enabled).map((state) => state.feature));
  const off = new Set(switches.map((row) => `${row.remoteUserId} ${row.feature}`));
  const isExcluded = (id: string): boolean => (byId.get(id)?.excluded ?? null) !== null;
  return {
    version,
    users: byId,
    isExcluded,
    isFeatureOn: (feature, at) => !offFeatures.has(feature) && !wasOff('', feature, at),
    wants: (id, feature, at) =>
      id !== '' &&
      !isExcluded(id) &&
      !offFeatures.has(feature) &&
      !off.has(`${id} ${feature}`) &&
      (at === undefined || !(wasOff('', feature, at) || wasOff(id, feature, at))),
  };
}

type WasOff = (remoteUserId: string, feature: string, at: number) => boolean;

// Switches that are off by now say so themselves; a save of the time when one was off may come by a sweep later.
function periodsOf(periods: readonly OffPeriod[]): WasOff {
  const ended = new Map<string, (readonly [number, number])[]>();
  for (const { remoteUserId, feature, from, to } of periods) {
    if (to === null) continue;
    const name = `${remoteUserId} ${feature}`;
    ended.set(name, [...(ended.get(name) ?? []), [from, to]]);
  }
  if (ended.size === 0) return () => false;
  return (remoteUserId, feature, at) =>
    ended.get(`${remoteUserId} ${feature}`)?.some(([from, to]) => from <= at && at < to) ?? false;
}
