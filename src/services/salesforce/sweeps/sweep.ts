import type { Feature } from '../../../activity/feature.ts';
import type { Session, Span, Standing, SweepBatch, SweepRequest } from '../../../activity/service.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import type { DescribedObject } from '../describe.ts';
import type { Rest } from '../rest.ts';
import { type Missing, type Sight, standSwept } from '../standing.ts';
import { chooseJobs } from './bulkPages.ts';
import type { SweepMemory } from './memory.ts';
import { openOutbox } from './outbox.ts';
import { type PageReader, readPages } from './pages.ts';
import { readRows } from './readRows.ts';
import { relearn } from './relearn.ts';
import { isTable, type MissingTable, objectsOf, tablesOf } from './tables.ts';
import { restore, type Task, toTask } from './work.ts';

/** What a sweep of one session works with. */
export interface SweepInput {
  readonly session: Session;
  readonly features: readonly Feature[];
  readonly rest: Rest;
  readonly clock: Clock;
  readonly log: Log;
  readonly memory: SweepMemory;
  readonly describe: (objects: readonly string[]) => Promise<ReadonlyMap<string, DescribedObject>>;
  /** What the org shows the connecting user, asked for anew. */
  readonly look: () => Promise<Sight>;
  /** Makes `describe` ask the org anew. */
  readonly forget: (objects: readonly string[]) => void;
}

/** All that a request comes to: what can be read, and what cannot. */
interface Plan {
  readonly tasks: readonly Task[];
  readonly missing: readonly { readonly span: Span; readonly table: MissingTable }[];
}

/**
 * Reads by query what happened in the spans of a request, in pages of rows in order of time. With nothing new that is
 * one API call. Rows of the edges may be told again. Throws TransientError, after which the last cursor leads on,
 * and SetupError.
 */
export async function* openSweep(input: SweepInput, request: SweepRequest): AsyncGenerator<SweepBatch> {
  const { rest, clock, log, session, memory } = input;
  const plan = await planSweep(input, request);
  const { tasks } = plan;
  restore(tasks, request);
  if (request.large === true) await chooseJobs(rest, tasks);
  const outbox = openOutbox(request.spans, tasks);
  const reader: PageReader = {
    ...{ rest, log, clock, signal: session.signal, probes: memory.probes(session) },
    relearn: (table, error) =>
      relearn(request.path, table, error, (objects) => {
        input.forget(objects);
        return input.describe(objects);
      }),
  };
  for await (const page of readPages(reader, tasks)) {
    if (page === null || !outbox.fits(page.rows.length)) yield* present(outbox.take());
    if (page === null) continue;
    // A query job still runs: whoever waits for it may want to do so another time.
    if (page.rows.length === 0 && !page.isLast) {
      yield outbox.take() ?? outbox.empty();
      continue;
    }
    const { changes, rejects } = await readRows(rest, page, request.people);
    outbox.add(page.rows.length, changes, rejects);
    if (page.rows.length > 0) settleSnapshots(input, tasks, page.task);
  }
  const last = outbox.take();
  const lacking = await standingsOf(input, request, plan);
  if (last !== null || lacking.length > 0) yield { ...(last ?? outbox.empty()), lacking };
}

function present<T>(one: T | null): readonly T[] {
  return one === null ? [] : [one];
}

async function planSweep(input: SweepInput, { path, spans }: SweepRequest): Promise<Plan> {
  const features = spans.map(({ feature }) => featureOf(input, feature));
  const described = await input.describe([
    ...new Set(features.flatMap((feature) => objectsOf(path, feature))),
  ]);
  const tasks: Task[] = [];
  const missing: { span: Span; table: MissingTable }[] = [];
  for (const [index, span] of spans.entries()) {
    for (const table of tablesOf(path, features[index]!, described)) {
      if (!isTable(table)) missing.push({ span, table });
      // Where field tracking is known to be on, whole snapshots tell nothing more.
      else if (table.insteadOf === undefined || !input.memory.isTracked(input.session, table.insteadOf)) {
        tasks.push(toTask(`${index}:${table.object}`, span, table, input.clock.now()));
      }
    }
  }
  return { tasks, missing };
}

function featureOf({ features }: SweepInput, key: string): Feature {
  const feature = features.find((one) => one.key === key);
  if (feature === undefined) throw new Error(`sweeping: there is no feature ${key}`);
  return feature;
}

/** Rows of a history table make whole snapshots of the same span superfluous: one change must not be told twice. */
function settleSnapshots({ memory, session }: SweepInput, tasks: readonly Task[], read: Task): void {
  if (read.table.kind !== 'history') return;
  memory.sawRows(session, read.table.object);
  for (const task of tasks) {
    if (task.span === read.span && task.table.insteadOf === read.table.object) task.state = 'dropped';
  }
}

/** How features stand of which something could not be read; asks the org for permissions only then, once a day. */
async function standingsOf(
  { session, memory, describe, look, features }: SweepInput,
  request: SweepRequest,
  plan: Plan,
): Promise<readonly Standing[]> {
  const byFeature = new Map<string, Missing[]>();
  const add = (feature: string, missing: Missing) =>
    byFeature.set(feature, [...(byFeature.get(feature) ?? []), missing]);
  for (const { span, table } of plan.missing) {
    add(span.feature, { type: table.reads.type, object: table.object, why: table.why });
  }
  for (const { span, table, refused } of plan.tasks) {
    if (refused !== null && !isToldByOther(plan.tasks, span, table.object, table.insteadOf)) {
      add(span.feature, { type: table.reads.type, object: table.object, why: refused });
    }
  }
  if (byFeature.size === 0) return [];
  const affected = features.filter(({ key }) => byFeature.has(key));
  const sight = {
    remoteUserId: session.connectedByRemoteId,
    permissions: await memory.permissions(session, async () => (await look()).permissions),
    described: await describe(affected.flatMap(({ objects }) => objects.map(({ type }) => type))),
  };
  return affected.map((feature) => standSwept(feature, request.path, byFeature.get(feature.key)!, sight));
}

/** True where the other one of a history table and its snapshots was read. */
function isToldByOther(
  tasks: readonly Task[],
  span: Span,
  object: string,
  insteadOf: string | undefined,
): boolean {
  return tasks.some(
    ({ span: own, state, table }) =>
      own === span && state === 'done' && (table.insteadOf === object || table.object === insteadOf),
  );
}
