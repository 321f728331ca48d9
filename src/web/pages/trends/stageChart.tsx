import { useMemo } from 'react';
import type { StageTrends } from '../../api.ts';
import type { Column } from '../../components/dataTable.tsx';
import { featureLook } from '../../features.ts';
import { toCount, toNumber } from '../../format.ts';
import { ChartPanel } from './chartPanel.tsx';
import { toStay } from './lengths.ts';
import classes from './stageChart.module.css';
import { type StageGroup, toMonthName, toMonths, toMonthWord, toStageGroups } from './stages.ts';

type Item = StageTrends['items'][number];

const columns: Column<Item>[] = [
  { key: 'feature', title: 'Of', cell: ({ feature }) => featureLook(feature).name },
  { key: 'stage', title: 'Stage', cell: ({ stage }) => stage },
  { key: 'month', title: 'Month', cell: ({ month }) => toMonthName(month) },
  { key: 'moves', title: 'Came into it', numeric: true, cell: ({ moves }) => toNumber(moves) },
  { key: 'left', title: 'Moved on', numeric: true, cell: ({ left }) => toNumber(left) },
  { key: 'median', title: 'After (median)', numeric: true, cell: (item) => toMedian(item) },
];

const toMedian = ({ medianSeconds }: Item) => (medianSeconds === null ? '–' : toStay(medianSeconds));

function toTitle(item: Item): string {
  const came = `${toMonthName(item.month)}: ${toNumber(item.moves)} came into ${item.stage}`;
  if (item.medianSeconds === null) return `${came}, none has moved on yet`;
  return `${came}, ${toNumber(item.left)} moved on, half of them within ${toStay(item.medianSeconds)}`;
}

const mostLying = 4;
// The rest is for the figure beside the longest bar.
const lyingPercent = 62;

/** How long deals and cases stay in each stage before they move on, by month. */
export function StageChart({ trends }: { readonly trends: StageTrends }) {
  const months = useMemo(() => toMonths(trends), [trends]);
  const groups = useMemo(() => toStageGroups(trends.items, months), [trends, months]);
  const moves = trends.items.reduce((sum, item) => sum + item.moves, 0);
  const left = trends.items.reduce((sum, item) => sum + item.left, 0);
  return (
    <ChartPanel
      title="How long deals and cases stay in a stage"
      summary={
        moves === 0
          ? 'No deal and no case moved to another stage in this time.'
          : `${toCount(moves, 'move', 'moves')} into a stage, ${toNumber(left)} moved on since. A bar is the median time until then, by the month of the move.`
      }
      columns={columns}
      rows={trends.items}
      rowKey={({ feature, stage, month }) => `${feature} ${stage} ${month}`}
    >
      <div className={classes.groups}>
        {groups.map((group) => (
          <Group key={group.feature} group={group} months={months} />
        ))}
      </div>
    </ChartPanel>
  );
}

function Group({ group, months }: { readonly group: StageGroup; readonly months: readonly string[] }) {
  const { name, colour } = featureLook(group.feature);
  const grid = { gridTemplateColumns: `var(--name) repeat(${months.length}, minmax(0, 1fr))` };
  // A few months have room for lying bars with their figures; many stand side by side.
  const isLying = months.length <= mostLying;
  return (
    <div data-lying={isLying || undefined}>
      <div className={classes.row} style={grid}>
        <span className={classes.feature}>{name}</span>
        {months.map((month) => (
          <span key={month} className={classes.month}>
            {toMonthWord(month).slice(0, 1)}
            <span className={classes.rest}>{toMonthWord(month).slice(1)}</span>
          </span>
        ))}
      </div>
      {group.stages.map(({ stage, moves, months: items }) => (
        <div key={stage} className={classes.row} style={grid}>
          <span className={classes.name}>
            <span className={classes.stage} title={stage}>
              {stage}
            </span>
            <span className={classes.count}>{toCount(moves, 'move', 'moves')}</span>
          </span>
          {items.map((item, index) => (
            <span key={months[index]} className={classes.cell} title={item ? toTitle(item) : undefined}>
              {item && <Bar item={item} most={group.mostSeconds} colour={colour} isLying={isLying} />}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

interface BarProps {
  readonly item: Item;
  readonly most: number;
  readonly colour: string;
  readonly isLying: boolean;
}

function Bar({ item, most, colour, isLying }: BarProps) {
  const share = (item.medianSeconds ?? 0) / most;
  if (isLying && item.medianSeconds === null) return <span className={classes.value}>–</span>;
  const size = isLying ? { width: `${share * lyingPercent}%` } : { height: `${share * 100}%` };
  return (
    <>
      <span className={classes.bar} style={{ ...size, background: colour }} />
      {isLying && <span className={classes.value}>{toMedian(item)}</span>}
    </>
  );
}
