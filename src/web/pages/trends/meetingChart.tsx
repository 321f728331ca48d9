import { useMemo } from 'react';
import type { Trends } from '../../api.ts';
import type { Column } from '../../components/dataTable.tsx';
import { toDuration, toNumber } from '../../format.ts';
import { toBucketWord, toDateWord } from './bucketWords.ts';
import { ChartPanel, Key } from './chartPanel.tsx';
import { sumMeetings, toMeetingSummary } from './meetings.ts';
import { groupByBucket, toBuckets } from './range.ts';
import { StackedBars } from './stackedBars.tsx';

const series = [
  { name: 'externalSeconds', label: 'External meetings', color: 'var(--external)' },
  { name: 'internalSeconds', label: 'Internal meetings', color: 'var(--internal)' },
  { name: 'callSeconds', label: 'Calls', color: 'var(--calls)' },
] as const;

const hourSeconds = 3600;
const toTime = (seconds: number) => (seconds === 0 ? '–' : toDuration(seconds));

/** Time in meetings and calls by day, or by week over a year. */
export function MeetingChart({ trends }: { readonly trends: Trends }) {
  const rows = useMemo(
    () =>
      groupByBucket(toBuckets(trends), trends.meetings).map(({ bucket, rows: days }) => ({
        ...{ bucket, sums: sumMeetings(days) },
      })),
    [trends],
  );
  const columns: Column<(typeof rows)[number]>[] = [
    { key: 'when', title: 'When', cell: ({ bucket }) => toBucketWord(bucket) },
    { key: 'meetings', title: 'Meetings', numeric: true, cell: ({ sums }) => toNumber(sums.meetings) },
    ...series.slice(0, 2).map(({ name, label }) => ({
      ...{ key: name, title: label, numeric: true },
      cell: ({ sums }: (typeof rows)[number]) => toTime(sums[name]),
    })),
    { key: 'calls', title: 'Calls', numeric: true, cell: ({ sums }) => toNumber(sums.calls) },
    { key: 'callTime', title: 'Time in calls', numeric: true, cell: ({ sums }) => toTime(sums.callSeconds) },
  ];
  return (
    <ChartPanel
      title="Time in meetings and calls"
      summary={toMeetingSummary(sumMeetings(trends.meetings))}
      legend={series.map(({ name, label, color }) => (
        <Key key={name} colour={color}>
          {label}
        </Key>
      ))}
      columns={columns}
      rows={rows}
      rowKey={({ bucket }) => bucket.from}
    >
      {trends.meetings.length > 0 && (
        <StackedBars
          bars={rows.map(({ bucket, sums }) => ({
            ...{ tick: toDateWord(bucket.from), title: toBucketWord(bucket) },
            values: Object.fromEntries(series.map(({ name }) => [name, sums[name] / hourSeconds])),
          }))}
          series={series}
          toText={(hours) => toDuration(hours * hourSeconds)}
          toTick={(hours) => `${toNumber(hours)} h`}
        />
      )}
    </ChartPanel>
  );
}
