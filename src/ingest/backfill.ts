import type { SweepPath } from '../activity/service.ts';
import { listFeatureStates } from '../store/features.ts';
import { never } from '../store/jobs.ts';
import { restUntil } from './budget.ts';
import { toSource } from './coverage.ts';
import { toSwept } from './freshness.ts';
import { readSpans } from './sweepJob.ts';
import type { Outcome, Work } from './work.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
// The last hour is on the timeline within seconds; what lies behind it fills in.
const edgesMs = [hourMs, 6 * hourMs, dayMs, 3 * dayMs, 7 * dayMs];
const paths: readonly SweepPath[] = ['delta', 'field_history'];

/** How far a backfill has come: from `at` backwards, `step` slices and paths are done. Times are epoch ms. */
export interface BackfillState {
  readonly at: number;
  readonly days: number;
  readonly step: number;
  readonly done: boolean;
}

interface Step {
  readonly path: SweepPath;
  readonly from: number;
  readonly to: number;
}

/** What a backfill reads, the newest first, each slice by both paths. */
export function toSteps({ at, days }: Pick<BackfillState, 'at' | 'days'>): Step[] {
  const length = days * dayMs;
  const edges = [0, ...edgesMs.filter((edge) => edge < length), length];
  return edges
    .slice(1)
    .flatMap((edge, index) => paths.map((path) => ({ path, from: at - edge, to: at - edges[index]! })));
}

/** Percent done once the steps before `step` are done, and of that one a part, 0 to 1. */
export function toPercent(steps: readonly Step[], step: number, part: number): number {
  const length = (some: readonly Step[]) => some.reduce((sum, { from, to }) => sum + to - from, 0);
  const current = steps[step];
  const done =
    length(steps.slice(0, step)) + (current === undefined ? 0 : part * (current.to - current.from));
  return Math.min(100, (100 * done) / length(steps));
}

/** The state of a backfill job, as it begins where there is none yet. */
export function toBackfillState(
  state: Readonly<Record<string, unknown>>,
  now: number,
  days: number,
): BackfillState {
  return typeof state.at === 'number'
    ? (state as unknown as BackfillState)
    : { at: now, days, step: 0, done: false };
}

/** Reads what happened before the connection was made, of every feature and by every path that it has. */
export async function backfill(work: Work): Promise<Outcome> {
  const { context, job } = work;
  let state = toBackfillState(job.state, context.clock.now(), context.backfillDays);
  if (state.done) return { state: 'done', dueAt: never };
  if (job.state.at === undefined) await work.keep({ ...state });
  const run = await work.run();
  const steps = toSteps(state);
  while (state.step < steps.length) {
    const rest = await restUntil(work);
    if (rest !== null) return { state: 'paused', until: rest };
    const step = steps[state.step]!;
    const index = state.step;
    const read = await readSpans(work, run, {
      ...{ source: toSource('backfill', step.path), path: step.path, spans: await planStep(work, step) },
      toPercent: (part) => toPercent(steps, index, part),
    });
    if (read === 'paused') continue;
    if (read === 'part') return { state: 'more' };
    state = { ...state, step: state.step + 1 };
    await work.keep({ ...state });
    await run.save(toPercent(steps, state.step, 0));
    if (context.clock.now() >= work.endsAt && state.step < steps.length) return { state: 'more' };
  }
  await work.keep({ ...state, done: true });
  return { state: 'done', dueAt: never };
}

/** The spans of a step: features that are on, without time in which they were off. */
async function planStep(work: Work, { path, from, to }: Step) {
  const { context, accountId, connectionId } = work;
  const states = await listFeatureStates(context.db, accountId, connectionId);
  return toSwept(work.service).flatMap(({ key, paths: own }) => {
    const state = states.find((one) => one.feature === key);
    if (!own.includes(path) || !state?.enabled || state.status === 'unavailable') return [];
    const start = Math.max(from, state.enabledSince ?? from);
    return start < to ? [{ feature: key, from: start, to }] : [];
  });
}
