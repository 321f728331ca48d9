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
  if (!isBelowFloor(work.apiUse(), apiFloorPercent)) {
    if (pause !== null) await setSweepPause(db, accountId, connectionId, null);
    return null;
  }
  if (pause !== null || connection.apiUsed === work.apiUse()?.used)
    await work.service.readLimits(work.session);
  if (!isBelowFloor(work.apiUse(), apiFloorPercent)) {
    await setSweepPause(db, accountId, connectionId, null);
    return null;
  }
  const until = now + lookAgainMs;
  await setSweepPause(db, accountId, connectionId, toPause(work.apiUse(), apiFloorPercent, now, until));
  return until;
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
