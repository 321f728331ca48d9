import { Skeleton } from '@mantine/core';
import classes from './skeletonRows.module.css';

const widths = ['62%', '48%', '71%', '55%', '40%', '66%', '52%', '44%'];

/** Rows in the shape of what comes, while a list is read for the first time. */
export function SkeletonRows({
  count = 8,
  height = 36,
  headHeight = 0,
}: {
  readonly count?: number;
  readonly height?: number;
  /** Room for the head of the table that comes, so that its rows come where these are; in pixels. */
  readonly headHeight?: number;
}) {
  return (
    <div aria-busy="true" role="status" aria-label="Loading">
      {headHeight > 0 && <div className={classes.head} style={{ height: headHeight }} />}
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move.
        <div key={index} className={classes.row} style={{ height }}>
          <Skeleton circle height={8} width={8} />
          <Skeleton height={10} width={widths[index % widths.length]} radius={4} />
        </div>
      ))}
    </div>
  );
}
