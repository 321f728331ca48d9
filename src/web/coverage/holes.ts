import type { Coverage } from '../api.ts';
import { featureLook } from '../features.ts';
import { toClock, toCount, toDate, toSpanText } from '../format.ts';
import type { Span } from './stretches.ts';

type Hole = Coverage['holes'][number];

/** One thing that went wrong, with all features that it left unread. Times are epoch ms. */
export interface Gap extends Span {
  readonly cause: Hole['cause'];
  readonly features: readonly string[];
  readonly isOngoing: boolean;
  /** What kept us from reading, in the words of that time; null where the cause says it all. */
  readonly reason: string | null;
  /** Null until all of it was read again. */
  readonly repair: {
    readonly at: number;
    readonly by: string;
    readonly rows: number;
    readonly entries: number;
  } | null;
}

const causes: Readonly<Record<Hole['cause'], string>> = {
  overflow: 'Salesforce had more changes than it could name one by one',
  wildcard: 'Salesforce reported changes without naming the records',
  position_lost: 'Salesforce no longer kept the changes from the stored position on',
  delivery_limit: "The org's limit of delivered events was used up",
  access_lost: 'Salesforce refused access',
  slot_lost: 'The real-time slot was lost',
  budget_paused: "Sweeps rested, to leave the org's API calls to its other users",
  undecodable: 'Salesforce sent a change that could not be decoded',
  outage: 'Nothing read the org: the stream was down, or WorkSights was',
  switched_off: 'The feature was switched off before this time was read',
};

/** Why a stretch of time was not read, in words. */
export const causeWord = (cause: Hole['cause']): string => causes[cause];

const near = 90_000;
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

const isSame = (a: Hole, b: Hole) =>
  a.cause === b.cause &&
  a.ongoing === b.ongoing &&
  (a.repair === null) === (b.repair === null) &&
  Math.abs(Date.parse(a.to) - Date.parse(b.to)) < near &&
  Math.abs(Date.parse(a.from) - Date.parse(b.from)) < 10 * near;

/** The holes of all features, told once for what opened them, the newest first. */
export function toGaps(holes: readonly Hole[]): Gap[] {
  const groups: Hole[][] = [];
  for (const hole of holes) {
    const group = groups.find(([first]) => first !== undefined && isSame(first, hole));
    if (group) group.push(hole);
    else groups.push([hole]);
  }
  return groups.map(toGap).sort((a, b) => b.to - a.to);
}

function toGap(holes: readonly Hole[]): Gap {
  const first = holes[0]!;
  const reasons = holes.map(({ repair }) => text(repair?.evidence.reason));
  return {
    cause: first.cause,
    from: Math.min(...holes.map(({ from }) => Date.parse(from))),
    to: Math.max(...holes.map(({ to }) => Date.parse(to))),
    features: [...new Set(holes.map(({ feature }) => feature))],
    isOngoing: first.ongoing,
    reason: reasons.find((reason) => reason !== null) ?? null,
    repair: toRepair(holes),
  };
}

// Features that one run has read again carry the same figures, which are told once.
function toRepair(holes: readonly Hole[]): Gap['repair'] {
  const repairs = holes.flatMap(({ repair }) => (repair === null ? [] : [repair]));
  if (repairs.length < holes.length) return null;
  const runs = new Map(
    repairs.map((repair) => [text(repair.evidence.runId) ?? repair.closedAt, repair.evidence]),
  );
  const sum = (key: string) =>
    [...runs.values()].reduce((total, evidence) => total + count(evidence[key]), 0);
  return {
    at: Math.max(...repairs.map(({ closedAt }) => Date.parse(closedAt))),
    by: text(repairs[0]?.evidence.by) ?? 'repair',
    rows: sum('rows'),
    entries: sum('activities'),
  };
}

/** "Tasks, Events and 3 more"; two at most are named. */
export function toFeatureNames(features: readonly string[]): string {
  const names = features.map((key) => featureLook(key).name);
  if (names.length <= 2) return names.join(' and ');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

/** "swept 11:41, 212 rows, 18 entries", or what is still to come. */
export function toRepairText({ repair, isOngoing, to }: Gap, now: number, timeZone: string): string {
  if (repair === null) return isOngoing ? 'still open, read again when it is over' : 'about to be read again';
  const verb = repair.by === 'sweep' ? 'swept' : 'read again';
  const isLater = repair.at - to > 86_400_000;
  const when = isLater
    ? `${toDate(repair.at, now, timeZone)}, ${toClock(repair.at, timeZone)}`
    : toClock(repair.at, timeZone);
  return `${verb} ${when}, ${toCount(repair.rows, 'row', 'rows')}, ${toCount(repair.entries, 'entry', 'entries')}`;
}

/** "09:02–11:40", with the day where it is not today; "since 09:02" while it lasts. */
export function toGapTime({ from, to, isOngoing }: Gap, now: number, timeZone: string): string {
  if (!isOngoing) return toSpanText(from, to, now, timeZone);
  const isToday = toDate(from, now, timeZone) === toDate(now, now, timeZone);
  return `since ${isToday ? '' : `${toDate(from, now, timeZone)}, `}${toClock(from, timeZone)}`;
}
