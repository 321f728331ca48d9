import type { StageTrends } from '../../api.ts';

type Item = StageTrends['items'][number];

/** One stage over the months of a range; null where nothing moved into it. */
interface StageRow {
  readonly stage: string;
  readonly moves: number;
  readonly left: number;
  readonly months: readonly (Item | null)[];
}

/** The stages of one feature, those first that most came into; `mostSeconds` is the longest median of a month. */
export interface StageGroup {
  readonly feature: string;
  readonly mostSeconds: number;
  readonly stages: readonly StageRow[];
}

/** All months between two dates, `2026-01`, both included. */
export function toMonths({ from, to }: { from: string; to: string }): string[] {
  const months: string[] = [];
  let [year = 0, month = 0] = from.split('-').map(Number);
  const last = to.slice(0, 7);
  for (let name = from.slice(0, 7); name <= last; ) {
    months.push(name);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
    name = `${year}-${String(month).padStart(2, '0')}`;
  }
  return months;
}

/** What the API tells by month, as rows of stages over the months. */
export function toStageGroups(items: readonly Item[], months: readonly string[]): StageGroup[] {
  return [...new Set(items.map(({ feature }) => feature))].map((feature) => {
    const own = items.filter((item) => item.feature === feature);
    const stages = [...new Set(own.map(({ stage }) => stage))].map((stage) => toRow(own, stage, months));
    return {
      feature,
      mostSeconds: Math.max(1, ...own.map(({ medianSeconds }) => medianSeconds ?? 0)),
      stages: stages.sort((a, b) => b.moves - a.moves || a.stage.localeCompare(b.stage)),
    };
  });
}

function toRow(items: readonly Item[], stage: string, months: readonly string[]): StageRow {
  const own = items.filter((item) => item.stage === stage);
  return {
    stage,
    moves: own.reduce((sum, { moves }) => sum + moves, 0),
    left: own.reduce((sum, { left }) => sum + left, 0),
    months: months.map((name) => own.find(({ month }) => month === name) ?? null),
  };
}

const monthNames = new Intl.DateTimeFormat(undefined, { month: 'short', timeZone: 'UTC' });
const longNames = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** "May" for `2026-05`. */
export const toMonthWord = (month: string): string => monthNames.format(new Date(`${month}-15T00:00:00Z`));

/** "May 2026". */
export const toMonthName = (month: string): string => longNames.format(new Date(`${month}-15T00:00:00Z`));
