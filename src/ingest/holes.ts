import type { SweepPath } from '../activity/service.ts';
import { type ConnectionRow, listWatched } from '../store/connections.ts';
import { type CoverageRow, listCoverage, listNewestCoverage } from '../store/coverage.ts';
import type { Queries } from '../store/database.ts';
import { type FeatureStateRow, listFeatureStates } from '../store/features.ts';
import {
  closeHole,
  type HoleCause,
  type HoleRow,
  listOpenHoles,
  openEndedHole,
  openGrowingHole,
} from '../store/holes.ts';
import { hurryJob } from '../store/jobs.ts';
import { listOffPeriods } from '../store/offPeriods.ts';
import type { ConnectionRef, Context } from './context.ts';
import { toCertain, toSwept } from './freshness.ts';
import { findNewest, type SweptFeature, subtract } from './spans.ts';
import { downMs, streamStands } from './stands.ts';
import type { RunNote, Work } from './work.ts';

/**
 * Opens a hole, which grows until it is read again, for every feature that nothing has read for longer than its
 * schedule allows: the stream is down, access is lost, or we were. Looked at over all connections, by any worker.
 */
export async function watchHoles(context: Context): Promise<void> {
  for (const connection of await listWatched(context.db)) await watchConnection(context, connection);
}

async function watchConnection(context: Context, connection: ConnectionRow): Promise<void> {
  const { db, clock, log } = context;
  const service = context.services.get(connection.service);
  if (service === undefined) return;
  const ref = { accountId: connection.accountId, connectionId: connection.id };
  const now = clock.now();
  const lateMs = 2 * context.sweepIntervalSeconds * 1000 + downMs;
  const stands = streamStands(connection, now);
  const cause = toCause(connection);
  for (const { feature, state, certain, isSwept } of await readFeatures(db, ref, toSwept(service))) {
    const streams = feature.defaultPath === 'cdc' && state.path === 'cdc';
    if (streams && stands) continue;
    // A stream that is down is late at once, until the delta sweep has come in its place.
    if (now - certain <= (streams && !isSwept ? downMs : lateMs)) continue;
    const evidence = { reason: connection.statusReason?.text ?? '' };
    const hole = { feature: feature.key, from: certain, cause, evidence };
    if (await openGrowingHole(db, ref.accountId, ref.connectionId, hole, now)) {
      log.warn(
        { connectionId: connection.id, feature: feature.key, cause },
        'nothing reads a feature; a hole grows',
      );
    }
  }
}

/** Why nothing reads for a connection now. */
export function toCause({ status, statusReason, sweepPause }: ConnectionRow): HoleCause {
  if (statusReason?.code === 'quota_paused') return 'delivery_limit';
  if (status === 'attention') return 'access_lost';
  return sweepPause === null ? 'outage' : 'budget_paused';
}

/** Opens a hole for what a path cannot read now because the org's API calls are left to others. */
export async function openPausedHoles(work: Work, path: SweepPath): Promise<void> {
  const { context, accountId, connectionId, connection } = work;
  const now = context.clock.now();
  const stands = streamStands(connection, now);
  for (const { feature, state, certain } of await readFeatures(context.db, work, toSwept(work.service))) {
    if (!feature.paths.includes(path) || (state.path === 'cdc' && stands)) continue;
    const hole = { feature: feature.key, from: certain, cause: 'budget_paused' as const, evidence: {} };
    await openGrowingHole(context.db, accountId, connectionId, hole, now);
  }
}

/** Opens a hole for features that lost their slot: until the delta sweep has them. */
export async function openLostSlots(
  tx: Queries,
  ref: ConnectionRef,
  lost: readonly SweptFeature[],
  now: number,
): Promise<void> {
  for (const { feature, state, certain } of await readFeatures(tx, ref, lost)) {
    const evidence = { reason: state.reason?.text ?? '' };
    const hole = { feature: feature.key, from: certain, cause: 'slot_lost' as const, evidence };
    await openGrowingHole(tx, ref.accountId, ref.connectionId, hole, now);
  }
}

/** Opens a hole for what nothing had read yet when the feature, which comes on again, was switched off. */
export async function openUnreadBeforeOff(
  tx: Queries,
  ref: ConnectionRef,
  feature: SweptFeature,
  now: number,
): Promise<void> {
  const { accountId, connectionId } = ref;
  const states = await listFeatureStates(tx, accountId, connectionId);
  const since = states.find((one) => one.feature === feature.key)?.enabledSince ?? 0;
  const reached = toCertain(await listNewestCoverage(tx, accountId, connectionId), feature);
  const periods = await listOffPeriods(tx, accountId, connectionId);
  const off = periods.find(
    (one) => one.feature === feature.key && one.remoteUserId === '' && one.to === null,
  );
  if (reached === null || off === undefined || Math.max(reached, since) >= off.from) return;
  const hole = {
    feature: feature.key,
    from: Math.max(reached, since),
    to: off.from,
    cause: 'switched_off',
  } as const;
  await openEndedHole(tx, accountId, connectionId, hole, now);
  await hurryJob(tx, { ...ref, kind: 'repair' }, now);
}

interface ReadFeature {
  readonly feature: SweptFeature;
  readonly state: FeatureStateRow;
  readonly certain: number;
  /** True where the delta sweep has read more than the stream has. */
  readonly isSwept: boolean;
}

/** Features that are on and were read before, with how far they are certain. */
async function readFeatures(
  on: Queries,
  ref: ConnectionRef,
  features: readonly SweptFeature[],
): Promise<ReadFeature[]> {
  const states = await listFeatureStates(on, ref.accountId, ref.connectionId);
  const newest = await listNewestCoverage(on, ref.accountId, ref.connectionId);
  return features.flatMap((feature) => {
    const state = states.find((one) => one.feature === feature.key);
    const reached = toCertain(newest, feature);
    if (!state?.enabled || state.status === 'unavailable' || reached === null) return [];
    const swept = findNewest(newest, feature.key, 'delta', 'sweep');
    const isSwept = swept !== null && swept > (findNewest(newest, feature.key, 'cdc') ?? 0);
    return [{ feature, state, certain: Math.max(reached, state.enabledSince ?? 0), isSwept }];
  });
}

// What a source said that it cannot tell is repaired on purpose: a regular sweep may have come by before.
const settledBySweeps: ReadonlySet<HoleCause> = new Set([
  ...(['slot_lost', 'budget_paused', 'access_lost', 'outage', 'delivery_limit'] as const),
]);

/** Closes the holes that the regular sweeps have read by now, with what this one found. */
export async function settleSweptHoles(work: Work, run: RunNote): Promise<void> {
  const { context, accountId, connectionId } = work;
  const { db, clock } = context;
  const holes = await listOpenHoles(db, accountId, connectionId);
  if (holes.length === 0) return;
  const covered = await listCoverage(db, accountId, connectionId);
  const paths = new Map(toSwept(work.service).map((feature) => [feature.key, feature.paths]));
  const { rows = 0, activities = 0, apiCalls = 0 } = run.counts();
  const evidence = { by: 'sweep', runId: run.id, rows, activities, apiCalls };
  for (const hole of holes) {
    const to = settledBySweeps.has(hole.cause)
      ? toSettled(hole, paths.get(hole.feature) ?? [], covered)
      : null;
    if (to === null) continue;
    await closeHole(db, accountId, connectionId, hole, { at: clock.now(), to, evidence });
  }
}

/** Where a hole ends that all its paths have read; null where one of them has not. */
function toSettled(
  hole: HoleRow,
  paths: readonly SweepPath[],
  covered: readonly CoverageRow[],
): number | null {
  if (paths.length === 0) return null;
  const ofPath = (path: SweepPath) =>
    covered.filter((row) => row.feature === hole.feature && row.path === path);
  const ends = paths.map((path) => Math.max(0, ...ofPath(path).map((row) => row.to)));
  const to = hole.to ?? Math.min(...ends);
  // One that still grows has been read when a sweep came after it was found.
  if (hole.to === null && to <= hole.detectedAt) return null;
  const isRead = paths.every((path) => subtract({ from: hole.from, to }, ofPath(path)).length === 0);
  return isRead ? to : null;
}
