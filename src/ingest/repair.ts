import type { SweepPath } from '../activity/service.ts';
import { listFeatureStates } from '../store/features.ts';
import { closeHole, type HoleRow, listOpenHoles } from '../store/holes.ts';
import { restUntil } from './budget.ts';
import { toSource } from './coverage.ts';
import { toSwept } from './freshness.ts';
import { overlapMs } from './spans.ts';
import { readSpans } from './sweepJob.ts';
import type { Outcome, Work } from './work.ts';

const againMs = 3_600_000;
// A save is told with the time at which it began; the end of a hole is when its last one was told.
const slackMs = 1000;

/**
 * Reads the missing time of holes again, by every path that their features have, and closes them with what was
 * found. A hole that still grows waits for its end; one of a feature that is off, or cannot be read, stays.
 */
export async function repair(work: Work): Promise<Outcome> {
  const { context, accountId, connectionId } = work;
  const { db, clock } = context;
  for (;;) {
    const holes = await findRepairable(work);
    if (holes.length === 0) return { state: 'done', dueAt: clock.now() + againMs };
    const rest = await restUntil(work);
    if (rest !== null) return { state: 'paused', until: rest };
    const run = await work.run();
    const before = run.counts();
    for (const path of ['delta', 'field_history'] as const) {
      const spans = toSpans(work, holes, path);
      const read = await readSpans(work, run, {
        ...{ source: toSource('repair', path), path, spans },
        exact: true,
      });
      if (read === 'paused') return { state: 'paused', until: (await restUntil(work)) ?? clock.now() };
      if (read === 'part') return { state: 'more' };
    }
    const evidence = { by: 'repair', runId: run.id, ...sinceThen(before, run.counts()) };
    // One that turned out to be unreadable is repaired when it can be read again.
    for (const hole of await stillReadable(work, holes)) {
      await closeHole(db, accountId, connectionId, hole, { at: clock.now(), to: hole.to, evidence });
    }
    if (clock.now() >= work.endsAt) return { state: 'more' };
  }
}

type EndedHole = HoleRow & { readonly to: number };

/** The oldest hole of each feature that can be read now; a feature's holes are read one after the other. */
async function findRepairable({ context, accountId, connectionId, service }: Work): Promise<EndedHole[]> {
  const states = await listFeatureStates(context.db, accountId, connectionId);
  const holes = await listOpenHoles(context.db, accountId, connectionId);
  const first = new Map<string, EndedHole>();
  for (const hole of holes) {
    const state = states.find((one) => one.feature === hole.feature);
    const isReadable = state?.enabled && state.status !== 'unavailable';
    if (hole.to === null || !isReadable || first.has(hole.feature)) continue;
    if (service.sweepPaths(hole.feature).length > 0) first.set(hole.feature, { ...hole, to: hole.to });
  }
  return [...first.values()];
}

async function stillReadable(
  { context, accountId, connectionId }: Work,
  holes: readonly EndedHole[],
): Promise<EndedHole[]> {
  const states = await listFeatureStates(context.db, accountId, connectionId);
  const unavailable = new Set(states.filter((one) => one.status === 'unavailable').map((one) => one.feature));
  return holes.filter((hole) => !unavailable.has(hole.feature));
}

function toSpans(work: Work, holes: readonly EndedHole[], path: SweepPath) {
  const paths = new Map(toSwept(work.service).map((feature) => [feature.key, feature.paths]));
  return holes
    .filter((hole) => paths.get(hole.feature)?.includes(path))
    .map(({ feature, from, to }) => ({ feature, from: from - overlapMs, to: to + slackMs }));
}

function sinceThen(before: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>) {
  const grown = (key: string) => (now[key] ?? 0) - (before[key] ?? 0);
  return { rows: grown('rows'), activities: grown('activities'), apiCalls: grown('apiCalls') };
}
