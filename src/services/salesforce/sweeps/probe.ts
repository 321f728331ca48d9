import type { Clock } from '../../../lib/clock.ts';
import type { CompositeAnswer, CompositeRequest } from '../composite.ts';
import type { Task } from './work.ts';

/** Which objects of a connection answer probes, as far as was found out. */
export interface Probes {
  readonly clock: Clock;
  /** By object, `*` for all: until when (epoch ms) it is queried instead, because its probe failed. */
  readonly blind: Map<string, number>;
}

/** The question whether anything of a task's object was created, changed or deleted in its span. */
export interface Probe {
  readonly task: Task;
  readonly parts: readonly CompositeRequest[];
}

const minute = 60_000;
const day = 24 * 60 * minute;
const partsAtOnce = 20;
/** Deletions are told for 15 days, and both start at whole minutes. */
const oldest = 14 * day;

/** True for a task that may be asked for news instead of being queried at once. */
export function mayAsk({ clock, blind }: Probes, { mayProbe, open, reached, from, table }: Task): boolean {
  if (!mayProbe || !open || reached.id !== '' || reached.at !== from) return false;
  const now = clock.now();
  const isBlind = ['*', table.object].some((object) => (blind.get(object) ?? 0) > now);
  return !isBlind && now - from <= oldest;
}

/** The probes that fit beside five queries into one API call. */
export function probesOf(known: Probes, tasks: readonly Task[]): readonly Probe[] {
  const probes: Probe[] = [];
  let count = 0;
  for (const task of tasks.filter((one) => mayAsk(known, one))) {
    const parts = toParts(task, probes.length);
    count += parts.length;
    if (count > partsAtOnce) break;
    probes.push({ task, parts });
  }
  return probes;
}

// REST guide, "Get Updated" and "Get Deleted": seconds are ignored, so the end is a minute later than asked.
function toParts({ table, from, to }: Task, index: number): CompositeRequest[] {
  const start = encodeURIComponent(toMinute(from));
  const end = encodeURIComponent(toMinute(to + minute));
  const path = (what: string) => `sobjects/${table.object}/${what}/?start=${start}&end=${end}`;
  const updated = { referenceId: `updated${index}`, path: path('updated') };
  // Rows of history tables are deleted with their records alone.
  if (table.kind !== 'records') return [updated];
  return [updated, { referenceId: `deleted${index}`, path: path('deleted') }];
}

const toMinute = (ms: number) => `${new Date(ms).toISOString().slice(0, 16)}:00+00:00`;

/** Ends the tasks of which all answers say that there is nothing new; what else was asked is to be queried. */
export function settleProbes(
  { clock, blind }: Probes,
  probes: readonly Probe[],
  answers: readonly CompositeAnswer[],
): void {
  const failed: string[] = [];
  for (const { task, parts } of probes) {
    task.mayProbe = false;
    const lists = parts.map(({ referenceId }) => {
      const answer = answers.find((one) => one.referenceId === referenceId);
      const body = (answer?.error === undefined ? answer?.body : undefined) as Partial<Lists> | undefined;
      return body?.ids ?? body?.deletedRecords;
    });
    if (!lists.every(Array.isArray)) failed.push(task.table.object);
    else if (lists.every((list) => (list as unknown[]).length === 0)) task.state = 'done';
  }
  // A probe that fails, or says something else, proves nothing. Where all do, the org lets none into a Composite.
  const objects = failed.length === probes.length ? ['*'] : failed;
  for (const object of failed.length === 0 ? [] : objects) blind.set(object, clock.now() + day);
}

interface Lists {
  readonly ids: unknown;
  readonly deletedRecords: unknown;
}
