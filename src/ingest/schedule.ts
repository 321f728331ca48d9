import type { SweepPath } from '../activity/service.ts';
import type { ConnectionRow } from '../store/connections.ts';
import type { JobKind } from '../store/jobs.ts';
import type { ConnectionRef, Context } from './context.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Kinds of which every connection at work has a job; an import is there only while it runs. */
export const regularKinds: readonly JobKind[] = [
  'field_history',
  'delta',
  'users',
  'upkeep',
  'repair',
  'backfill',
];

/**
 * The next moment of a path's own schedule, epoch ms: the paths of a connection are half an interval apart, and
 * connections are spread over the interval, so that neither an org nor this installation is asked all at once.
 */
export function toNextSweep(context: Context, { connectionId }: ConnectionRef, path: SweepPath): number {
  const every = context.sweepIntervalSeconds * 1000;
  const phase = Math.round(spread(connectionId) * every + (path === 'delta' ? every / 2 : 0)) % every;
  const now = context.clock.now();
  return Math.floor((now - phase) / every) * every + phase + every;
}

/** From 0 to 1, the same for the same connection. */
function spread(connectionId: string): number {
  return Number.parseInt(connectionId.slice(0, 8), 16) / 0x1_0000_0000;
}

/** When a job of a kind is due that was not there before, epoch ms. */
export function toFirstDue(context: Context, connection: ConnectionRow, kind: JobKind): number {
  const now = context.clock.now();
  const ref = { accountId: connection.accountId, connectionId: connection.id };
  if (kind === 'field_history' || kind === 'delta') return toNextSweep(context, ref, kind);
  if (kind === 'users') return (connection.checkedAt ?? connection.provisionedAt ?? now) + dayMs;
  if (kind === 'upkeep') return (connection.arrangedAt ?? now - hourMs) + hourMs;
  return now;
}

/** For how long a job of a kind may wait at most, ms; null where it may wait for ever. */
export function toLongestWait(context: Context, kind: JobKind): number | null {
  if (kind === 'field_history' || kind === 'delta') return context.sweepIntervalSeconds * 1000 + hourMs / 2;
  if (kind === 'users' || kind === 'upkeep') return dayMs + hourMs;
  return kind === 'repair' ? 2 * hourMs : null;
}
