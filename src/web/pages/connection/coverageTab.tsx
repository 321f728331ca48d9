import { IconTimeline } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Connection, Coverage } from '../../api.ts';
import { EmptyState } from '../../components/emptyState.tsx';
import { FeatureDot } from '../../components/featureDot.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { GapList } from '../../coverage/gapList.tsx';
import { toGaps } from '../../coverage/holes.ts';
import { RangeChips, useWindow } from '../../coverage/range.tsx';
import { Ribbon, RibbonLegend } from '../../coverage/ribbon.tsx';
import { type Span, toLanes, toStretches } from '../../coverage/stretches.ts';
import { TimeAxis } from '../../coverage/timeAxis.tsx';
import { featureLook } from '../../features.ts';
import { toCount } from '../../format.ts';
import { coverageQuery } from '../../queries.ts';
import { pathWords } from '../../words.ts';
import classes from './coverage.module.css';
import { toShownFeatures } from './coverageSection.tsx';
import { LedgerTable } from './ledgerTable.tsx';

/** The whole ledger: for each feature what read it when, by which path, and every hole with its repair. */
export function CoverageTab({ connection }: { readonly connection: Connection }) {
  const { range = '24h' } = useSearch({ from: '/app/settings/services/$service/$id' });
  const navigate = useNavigate({ from: '/settings/services/$service/$id' });
  const coverage = useQuery(coverageQuery(connection.id));
  const window = useWindow(range);
  if (coverage.isPending) return <SkeletonRows count={11} height={72} />;
  if (coverage.isError && !coverage.data) {
    return <LoadFailed error={coverage.error} onRetry={() => void coverage.refetch()} />;
  }
  const features = toShownFeatures(coverage.data);
  if (features.length === 0) {
    return (
      <EmptyState icon={<IconTimeline size={32} stroke={1.5} />} title="Nothing has been read yet">
        As soon as the stream starts and the first sweep has run, every minute that was read is listed here,
        and every one that was not. <GuideLink place="coverage">What coverage means</GuideLink>
      </EmptyState>
    );
  }
  const kinds = new Set(
    features.flatMap((feature) => toStretches(coverage.data, feature, window)).map(({ kind }) => kind),
  );
  return (
    <>
      <div className={classes.toolbar}>
        <RangeChips
          chosen={range}
          onChange={(next) =>
            void navigate({ search: (now) => ({ ...now, range: next }), replace: true, resetScroll: false })
          }
        />
        <RibbonLegend kinds={kinds} />
      </div>
      <Holes coverage={coverage.data} window={window} />
      {features.map((feature) => (
        <FeatureLedger key={feature} feature={feature} coverage={coverage.data} window={window} />
      ))}
    </>
  );
}

/** Every hole of the window once, however many features it left unread. */
function Holes({ coverage, window }: Omit<Props, 'feature'>) {
  const gaps = toGaps(coverage.holes).filter(({ to }) => to > window.from);
  return (
    <section aria-labelledby="holes-title" className={classes.holes}>
      <h2 id="holes-title">{gaps.length === 0 ? 'No hole in this time' : 'Holes'}</h2>
      {gaps.length > 0 && <GapList gaps={gaps} featureCount={coverage.certain.length} />}
      <GuideLink place="coverage">What holes are, and how they are closed</GuideLink>
    </section>
  );
}

interface Props {
  readonly feature: string;
  readonly coverage: Coverage;
  readonly window: Span;
}

function FeatureLedger({ feature, coverage, window }: Props) {
  const { name } = featureLook(feature);
  const isInside = ({ from, to }: { from: string; to: string }) =>
    Date.parse(to) > window.from && Date.parse(from) < window.to;
  const items = coverage.items.filter((item) => item.feature === feature && isInside(item));
  const holes = coverage.holes.filter((hole) => hole.feature === feature && isInside(hole));
  const certain = coverage.certain.find((one) => one.feature === feature);
  return (
    <section className={classes.feature} aria-label={name}>
      <div className={classes.featureHead}>
        <h3>
          <FeatureDot feature={feature} />
          {name}
        </h3>
        <span className="dim small">
          {certain === undefined ? (
            'off'
          ) : certain.to === null ? (
            'not read yet'
          ) : (
            <>
              everything is here up to <RelativeTime time={certain.to} />
            </>
          )}
        </span>
      </div>
      <div className={classes.lane}>
        <span>Together</span>
        <Ribbon name={name} stretches={toStretches(coverage, feature, window)} window={window} />
      </div>
      {toLanes(coverage, feature, window).map(({ path, stretches }) => (
        <div key={path} className={classes.lane}>
          <span>{pathWords[path]}</span>
          <Ribbon name={`${name}, ${pathWords[path]}`} stretches={stretches} window={window} />
        </div>
      ))}
      <div className={classes.axis}>
        <TimeAxis window={window} />
      </div>
      {items.length > 0 && (
        <details className={classes.ledger}>
          <summary>
            {toCount(items.length, 'stretch', 'stretches')} of reading
            {holes.length > 0 && `, ${toCount(holes.length, 'hole', 'holes')}`}
          </summary>
          {holes.length > 0 && <GapList gaps={toGaps(holes)} featureCount={0} />}
          <LedgerTable name={name} items={items} />
        </details>
      )}
    </section>
  );
}
