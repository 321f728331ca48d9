import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Connection, Coverage } from '../../api.ts';
import { FeatureDot } from '../../components/featureDot.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { GapList } from '../../coverage/gapList.tsx';
import { toGaps } from '../../coverage/holes.ts';
import { RangeChips, useWindow } from '../../coverage/range.tsx';
import { Ribbon, RibbonLegend } from '../../coverage/ribbon.tsx';
import { type Span, toOverall, toStretches } from '../../coverage/stretches.ts';
import { TimeAxis } from '../../coverage/timeAxis.tsx';
import { featureKeys, featureLook } from '../../features.ts';
import { coverageQuery } from '../../queries.ts';
import classes from './coverage.module.css';

const shownGaps = 4;

/** What was read in the last day, week or month: of everything, of each feature, and its holes with their reasons. */
export function CoverageSection({ connection }: { readonly connection: Connection }) {
  const { range = '24h' } = useSearch({ from: '/app/settings/services/$service/$id' });
  const navigate = useNavigate({ from: '/settings/services/$service/$id' });
  const coverage = useQuery(coverageQuery(connection.id));
  const window = useWindow(range);
  return (
    <section aria-labelledby="coverage-title">
      <div className={classes.head}>
        <h2 id="coverage-title">Coverage</h2>
        <RangeChips
          chosen={range}
          onChange={(next) =>
            void navigate({ search: (now) => ({ ...now, range: next }), replace: true, resetScroll: false })
          }
        />
      </div>
      {coverage.isPending && <SkeletonRows count={8} height={24} />}
      {coverage.isError && !coverage.data && (
        <LoadFailed error={coverage.error} onRetry={() => void coverage.refetch()} />
      )}
      {coverage.data && <Ribbons coverage={coverage.data} window={window} />}
      <p className={classes.more}>
        <GuideLink place="coverage">What coverage means</GuideLink>
      </p>
    </section>
  );
}

/** Features that are on, or that were read in the window, in the order that people know. */
export function toShownFeatures(coverage: Coverage): string[] {
  const seen = new Set([...coverage.certain, ...coverage.items].map(({ feature }) => feature));
  const known = featureKeys.filter((key) => seen.has(key));
  return [...known, ...[...seen].filter((key) => !known.includes(key))];
}

function Ribbons({ coverage, window }: { readonly coverage: Coverage; readonly window: Span }) {
  const features = toShownFeatures(coverage);
  if (coverage.items.length === 0 && coverage.holes.length === 0) {
    return (
      <p className={classes.none}>Nothing has been read yet. This fills in as soon as the stream starts.</p>
    );
  }
  const overall = toOverall(coverage, window);
  const rows = features.map((feature) => ({ feature, stretches: toStretches(coverage, feature, window) }));
  const kinds = new Set([...overall, ...rows.flatMap(({ stretches }) => stretches)].map(({ kind }) => kind));
  const gaps = toGaps(coverage.holes).filter(({ to }) => to > window.from);
  return (
    <>
      <ul className={classes.rows}>
        <li className={classes.all}>
          <span className={classes.name}>All together</span>
          <Ribbon name="All features" stretches={overall} window={window} size="tall" />
        </li>
        {rows.map(({ feature, stretches }) => (
          <li key={feature}>
            <span className={classes.name}>
              <FeatureDot feature={feature} />
              {featureLook(feature).name}
            </span>
            <Ribbon name={featureLook(feature).name} stretches={stretches} window={window} />
          </li>
        ))}
      </ul>
      <div className={classes.axis}>
        <TimeAxis window={window} />
      </div>
      <RibbonLegend kinds={kinds} />
      {gaps.length > 0 ? (
        <GapList gaps={gaps.slice(0, shownGaps)} featureCount={coverage.certain.length} />
      ) : (
        <p className={classes.none}>No hole in this time.</p>
      )}
      <p className={classes.more}>
        <Link from="/settings/services/$service/$id" search={(now) => ({ ...now, tab: 'coverage' })}>
          {gaps.length > shownGaps ? `All ${gaps.length} holes and the whole ledger` : 'The whole ledger'}
        </Link>
      </p>
    </>
  );
}
