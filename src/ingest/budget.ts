import { CODES } from '../errors.ts';
import { type SweepPause, setSweepPause } from '../store/connections.ts';
import type { ApiUse, Work } from './work.ts';

// The use counts the last 24 hours, and nobody tells when it falls: so it is looked at again.
const lookAgainMs = 15 * 60_000;

/** True where fewer of the org's API calls are left than sweeps leave to its other users. */
export function isBelowFloor(use: ApiUse, floorPercent: number): boolean {
  return use !== null && use.limit - use.used < (use.limit * floorPercent) / 100;
}

/**
 * When the use of the org's API is looked at again, epoch ms, where sweeps must rest now; null where they may go
 * on. A rest is said on the connection. The look costs one call, and serves all jobs of the connection.
 */
export async function restUntil(work: Work): Promise<number | null> {
  const { context, connection, accountId, connectionId } = work;
  const { db, clock, apiFloorPercent } = context;
  const now = clock.now();
  const pause = connection.sweepPause;
  if (pause !== null && Date.parse(pause.until) > now) return Date.parse(pause.until);
  const isBelow = () => isBelowFloor(work.apiUse(), apiFloorPercent);
  // What was read in an earlier session may be of yesterday.
  const isOld = connection.apiUsed === work.apiUse()?.used;
  if (pause !== null || (isBelow() && isOld)) await work.service.readLimits(work.session);
  if (!isBelow()) {
    if (pause !== null) await setSweepPause(db, accountId, connectionId, null);
    return null;
  }
  const until = now + lookAgainMs;
  await setSweepPause(db, accountId, connectionId, toPause(work.apiUse(), apiFloorPercent, now, until));
  return until;
}

/** Says on a connection that the org answers no more calls, until they are tried again. */
export async function restSpent(work: Work, until: number): Promise<void> {
  const { context, accountId, connectionId } = work;
  const at = new Date(until).toISOString();
  await setSweepPause(context.db, accountId, connectionId, {
    code: 'quota_paused',
    text: CODES.quota_paused.text,
    fix: `Nothing is to be done: it is tried again at ${at.slice(11, 16)} UTC, and what was missed is read then.`,
    since: new Date(context.clock.now()).toISOString(),
    until: at,
  });
}

function toPause(use: ApiUse, floorPercent: number, now: number, until: number): SweepPause {
  const left = use === null ? 0 : Math.max(0, use.limit - use.used);
  const at = new Date(until).toISOString();
  return {
    code: 'quota_paused',
    text: `${CODES.quota_paused.text} The org has ${left} of ${use?.limit ?? 0} API calls of the day left: under ${floorPercent} % sweeps leave them to its other users. What is in real time goes on.`,
    fix: `Nothing is to be done: it is looked at again at ${at.slice(11, 16)} UTC, and what was missed is read then.`,
    since: new Date(now).toISOString(),
    until: at,
  };
}
