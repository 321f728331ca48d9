import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Connection, Run } from '../../api.ts';
import { useTicking } from '../../clock.ts';
import { ProgressBar } from '../../components/progressBar.tsx';
import { DueTime, RelativeTime } from '../../components/relativeTime.tsx';
import { StateBadge } from '../../components/stateBadge.tsx';
import { toCount, toDuration, toLatency, toNumber } from '../../format.ts';
import { isMoving, newestRunsQuery } from '../../queries.ts';
import { streamWords, sweepStates } from '../../words.ts';
import { Fact } from './fact.tsx';
import classes from './overview.module.css';

const kinds = ['field_history', 'delta'];

type SweepState = Connection['sweeps']['delta'];

/** The last run of a sweep: when, how it ended, how long it took and what it found. */
function LastRun({ sweep, run }: { readonly sweep: SweepState; readonly run: Run | undefined }) {
  const took = run?.finishedAt && toLatency((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000);
  const found =
    run &&
    `${toCount(run.counts.rows ?? 0, 'row', 'rows')}, ${toCount(run.counts.activities ?? 0, 'entry', 'entries')}`;
  if (sweep.lastRunAt === null) return <span className="dim">has not run yet</span>;
  return (
    <>
      {sweep.lastStatus && sweep.lastStatus !== 'done' && <StateBadge {...sweepStates[sweep.lastStatus]} />}{' '}
      <RelativeTime time={sweep.lastRunAt} />
      {took && `, took ${took}`}
      {found && <span className={classes.second}>{found}</span>}
    </>
  );
}

function Next({ sweep }: { readonly sweep: SweepState }) {
  if (sweep.nextRunAt === null) return null;
  return (
    <span className={classes.second}>
      next <DueTime time={sweep.nextRunAt} />
    </span>
  );
}

/** How far the stream may be behind the org: what is older than this is here. */
function Lag({ coveredTo }: { readonly coveredTo: string }) {
  const text = useTicking((now) => toDuration(Math.max(0, (now - Date.parse(coveredTo)) / 1000)));
  return <span className={classes.second}>lag at most {text}</span>;
}

/** How it is read: the stream and both sweeps, with their last run and the next one. */
export function ReadingFacts({ connection }: { readonly connection: Connection }) {
  const { stream, sweeps } = connection;
  const runs = useQuery(newestRunsQuery(connection.id, kinds)).data;
  const last = (kind: string) => runs?.get(kind)?.find(({ state }) => state !== 'running');
  return (
    <section className={classes.side} aria-labelledby="reading-title">
      <h2 id="reading-title" className={classes.title}>
        Reading
      </h2>
      <dl>
        <Fact name="Stream">
          {isMoving(connection) ? 'Not started yet' : streamWords[stream.state]}
          {stream.coveredTo && <Lag coveredTo={stream.coveredTo} />}
          <span className={classes.second}>
            {stream.lastEventAt ? (
              <>
                last event <RelativeTime time={stream.lastEventAt} />
              </>
            ) : (
              'no event yet'
            )}
          </span>
        </Fact>
        <Fact name="Field History">
          <LastRun sweep={sweeps.fieldHistory} run={last('field_history')} />
          <Next sweep={sweeps.fieldHistory} />
        </Fact>
        <Fact name="Delta">
          <LastRun sweep={sweeps.delta} run={last('delta')} />
          <Next sweep={sweeps.delta} />
        </Fact>
      </dl>
      <h2 className={classes.title}>Budget</h2>
      <dl>
        <Fact name="API calls">
          <ApiCalls connection={connection} own={toOwnUse(connection, last)} />
        </Fact>
        <Fact name="Event delivery">
          <Delivered delivery={connection.delivery} />
        </Fact>
      </dl>
    </section>
  );
}

const dayMs = 86_400_000;

/** API calls that both sweeps take in a day at their last cost; null before both have run. */
function toOwnUse({ sweeps }: Connection, last: (kind: string) => Run | undefined): number | null {
  const each = [
    [sweeps.fieldHistory, last('field_history')],
    [sweeps.delta, last('delta')],
  ] as const;
  let calls = 0;
  for (const [{ lastRunAt, nextRunAt }, run] of each) {
    if (run === undefined || lastRunAt === null || nextRunAt === null) return null;
    const everyMs = Date.parse(nextRunAt) - Date.parse(lastRunAt);
    if (everyMs <= 0) return null;
    calls += ((run.counts.apiCalls ?? 0) * dayMs) / everyMs;
  }
  return Math.round(calls);
}

function Use({
  used,
  limit,
  unit,
  label,
  children,
}: {
  readonly used: number;
  readonly limit: number;
  readonly unit: string;
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <>
      {toNumber(used)} of {toNumber(limit)} {unit}
      <span className={classes.bar}>
        <ProgressBar label={label} percent={(100 * used) / Math.max(1, limit)} />
      </span>
      <span className={classes.second}>{children}</span>
    </>
  );
}

function ApiCalls({ connection, own }: { readonly connection: Connection; readonly own: number | null }) {
  const { apiUsage, sweepPause } = connection;
  if (apiUsage.used === null || apiUsage.limit === null) return <span className="dim">not known yet</span>;
  return (
    <Use used={apiUsage.used} limit={apiUsage.limit} unit="in 24 h" label="API calls used">
      {sweepPause ? (
        <>
          Sweeps rest since <RelativeTime time={sweepPause.since} />, looked at again{' '}
          <RelativeTime time={sweepPause.until} />. What is in real time goes on.
        </>
      ) : (
        <>
          {apiUsage.forecast ? (
            <>
              At this rate under {apiUsage.floorPercent} % is left <RelativeTime time={apiUsage.forecast} />:
              then sweeps rest.
            </>
          ) : (
            `Enough at the present rate; sweeps rest while under ${apiUsage.floorPercent} % is left.`
          )}{' '}
          {own !== null && `WorkSights sweeps take about ${toNumber(own)} a day.`}
        </>
      )}
    </Use>
  );
}

function Delivered({ delivery }: { readonly delivery: Connection['delivery'] }) {
  if (delivery === null) return <span className="dim">not known yet</span>;
  const { used, limit, forecast, readAt } = delivery;
  return (
    <Use used={used} limit={limit} unit="in 24 h" label="Events delivered">
      {used >= limit ? (
        'Used up: the sweeps carry on until it is free again.'
      ) : forecast ? (
        <>
          At this rate used up <RelativeTime time={forecast} />; then the sweeps carry on.
        </>
      ) : (
        'Enough at the present rate.'
      )}{' '}
      {readAt && (
        <>
          Asked <RelativeTime time={readAt} />.
        </>
      )}
    </Use>
  );
}
