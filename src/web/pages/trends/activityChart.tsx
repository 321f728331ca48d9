import { useMemo } from 'react';
import type { Trends } from '../../api.ts';
import type { Column } from '../../components/dataTable.tsx';
import { featureKeys, featureLook } from '../../features.ts';
import { toCount, toNumber } from '../../format.ts';
import { toBucketWord, toDateWord } from './bucketWords.ts';
import { ChartPanel, Key } from './chartPanel.tsx';
import { type Bucket, groupByBucket, toBuckets } from './range.ts';
import { StackedBars } from './stackedBars.tsx';

interface Row {
  readonly bucket: Bucket;
  readonly entries: Readonly<Record<string, number>>;
  readonly total: number;
  readonly automation: number;
}

function toRows(trends: Trends): Row[] {
  return groupByBucket(toBuckets(trends), trends.days).map(({ bucket, rows }) => {
    const entries: Record<string, number> = {};
    for (const { feature, entries: count } of rows) entries[feature] = (entries[feature] ?? 0) + count;
    return {
      ...{ bucket, entries },
      total: rows.reduce((sum, row) => sum + row.entries, 0),
      automation: rows.reduce((sum, row) => sum + row.automation, 0),
    };
  });
}

function toFeatures({ days }: Trends): string[] {
  const seen = new Set(days.flatMap(({ feature, entries }) => (entries > 0 ? [feature] : [])));
  return [...featureKeys, ...[...seen].filter((key) => !featureKeys.includes(key))].filter((key) =>
    seen.has(key),
  );
}

function toSummary(rows: readonly Row[]): string {
  const sum = (key: 'total' | 'automation') => rows.reduce((all, row) => all + row[key], 0);
  const automation = sum('automation');
  const apart = automation === 0 ? '' : ` ${toNumber(automation)} more by automation are not among them.`;
  return `${toCount(sum('total'), 'entry', 'entries')}.${apart}`;
}

/** Entries by feature and day, or by week over a year, in the colours of the features. */
export function ActivityChart({ trends }: { readonly trends: Trends }) {
  const rows = useMemo(() => toRows(trends), [trends]);
  const features = useMemo(() => toFeatures(trends), [trends]);
  const isByWeek = rows.some(({ bucket }) => bucket.from !== bucket.to);
  const columns: Column<Row>[] = [
    {
      key: 'when',
      title: isByWeek ? 'Week' : 'Day',
      cell: ({ bucket }) => toBucketWord(bucket),
    },
    ...features.map((feature) => ({
      ...{ key: feature, title: featureLook(feature).name, numeric: true },
      cell: ({ entries }: Row) => toNumber(entries[feature] ?? 0),
    })),
    { key: 'total', title: 'All', numeric: true, cell: ({ total }) => <strong>{toNumber(total)}</strong> },
    { key: 'automation', title: 'Automation', numeric: true, cell: ({ automation }) => toNumber(automation) },
  ];
  return (
    <ChartPanel
      title={isByWeek ? 'Entries by feature and week' : 'Entries by feature and day'}
      summary={toSummary(rows)}
      legend={features.map((key) => (
        <Key key={key} colour={featureLook(key).colour}>
          {featureLook(key).name}
        </Key>
      ))}
      columns={columns}
      rows={rows}
      rowKey={({ bucket }) => bucket.from}
    >
      <StackedBars
        bars={rows.map(({ bucket, entries }) => ({
          ...{ tick: toDateWord(bucket.from), title: toBucketWord(bucket), values: entries },
        }))}
        series={features.map((name) => ({
          name,
          label: featureLook(name).name,
          color: featureLook(name).colour,
        }))}
        toText={toNumber}
        toTick={toNumber}
      />
    </ChartPanel>
  );
}
