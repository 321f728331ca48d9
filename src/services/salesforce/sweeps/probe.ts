import type { Clock } from '../../../lib/clock.ts';
import type { CompositeAnswer, CompositeRequest } from '../composite.ts';
import type { Task } from './work.ts';

/** Which objects of a connection answer probes, as far as was found out. */
export interface Probes {
  readonly clock: Clock;
  /** By object: until when (epoch ms) it is queried instead, because its probe failed. */
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
  return (blind.get(table.object) ?? 0) <= now && now - from <= oldest;
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

/**
 * True where all of a probe's answers say that there is nothing. One that fails, or says something else, proves
 * nothing, and its object is queried for a day.
 */
export function isNothingNew(
  { clock, blind }: Probes,
  { task, parts }: Probe,
  answers: readonly CompositeAnswer[],
): boolean {
  const lists = parts.map(({ referenceId }) => {
    const answer = answers.find((one) => one.referenceId === referenceId);
    const lists = (answer?.error === undefined ? answer?.body : undefined) as Partial<Lists> | undefined;
    return lists?.ids ?? lists?.deletedRecords;
  });
  if (lists.every(Array.isArray)) return lists.every((list) => (list as unknown[]).length === 0);
  blind.set(task.table.object, clock.now() + day);
  return false;
}

interface Lists {
  readonly ids: unknown;
  readonly deletedRecords: unknown;
}
