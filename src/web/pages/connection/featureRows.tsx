import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Connection, type FeatureState } from '../../api.ts';
import { CopyNote } from '../../components/copyNote.tsx';
import { FeatureDot } from '../../components/featureDot.tsx';
import { FeatureGuideLink, GuideLink } from '../../components/guideLink.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { notice, noticeOfFailure } from '../../components/notice.tsx';
import { RelativeTime } from '../../components/relativeTime.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { StateBadge } from '../../components/stateBadge.tsx';
import { SwitchedBy } from '../../components/switchedBy.tsx';
import { featureWord } from '../../features.ts';
import { connectionQuery, featuresQuery } from '../../queries.ts';
import classes from './overview.module.css';

/** The features with the way they reach us, how fresh they are, and why one does not run as it should. */
export function FeatureRows({ connection }: { readonly connection: Connection }) {
  const connectionId = connection.id;
  const features = useQuery(featuresQuery(connectionId));
  const items = features.data?.items ?? [];
  return (
    <section aria-labelledby="features-title">
      <h2 id="features-title" className={classes.title}>
        Features
      </h2>
      {features.isPending && <SkeletonRows count={11} height={40} />}
      {features.isError && <LoadFailed error={features.error} onRetry={() => void features.refetch()} />}
      {items.length > 0 && (
        <table className={classes.features} aria-labelledby="features-title">
          <thead className="only-read">
            <tr>
              <th scope="col">Feature</th>
              <th scope="col">State</th>
              <th scope="col">Everything is here up to</th>
            </tr>
          </thead>
          <tbody>
            {items.map((feature) => (
              <FeatureRow key={feature.key} feature={feature} connection={connection} />
            ))}
          </tbody>
        </table>
      )}
      <p className={classes.below}>
        <GuideLink place="features">What these states mean</GuideLink>
      </p>
    </section>
  );
}

interface RowProps {
  readonly feature: FeatureState;
  readonly connection: Connection;
}

function FeatureRow({ feature, connection }: RowProps) {
  const { key, name, status, reason, certainTo, enabled, switched } = feature;
  return (
    <tr>
      <th scope="row">
        <span className={classes.name}>
          <FeatureDot feature={key} />
          {name}
        </span>
      </th>
      <td>
        <span className={classes.stateLine}>
          <StateBadge {...featureWord(feature, connection)} />
          {certainTo && enabled && (
            <span className={classes.onPhone}>
              <RelativeTime time={certainTo} />
            </span>
          )}
        </span>
        {!enabled && (
          <p className={classes.reason}>
            {switched && (
              <>
                Switched off <SwitchedBy {...switched} />.{' '}
              </>
            )}
            What comes in is not stored, and not fetched later.
          </p>
        )}
        {reason && (
          <p className={classes.reason}>
            {reason.text} {reason.fix} <FeatureGuideLink feature={key}>More about {name}</FeatureGuideLink>
          </p>
        )}
        {reason?.note && <CopyNote note={reason.note} />}
        {status === 'blocked' && <Retry name={name} featureKey={key} connectionId={connection.id} />}
      </td>
      <td className={classes.when} title={certainTo ? 'Everything is here up to this moment' : undefined}>
        {certainTo && feature.enabled && <RelativeTime time={certainTo} />}
      </td>
    </tr>
  );
}

interface RetryProps {
  readonly name: string;
  readonly featureKey: string;
  readonly connectionId: string;
}

function Retry({ name, featureKey, connectionId }: RetryProps) {
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => api.retryFeature(connectionId, featureKey),
    onSuccess: (feature) => {
      notice(feature?.status === 'blocked' ? `${name} is still blocked.` : `${name} is tried again.`);
      return client.invalidateQueries({ queryKey: connectionQuery(connectionId).queryKey });
    },
    onError: (error) => noticeOfFailure(`${name} could not be tried again`, error),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={retry.isPending}
      onClick={() => retry.mutate()}
      aria-label={`Retry ${name}`}
    >
      Retry
    </Button>
  );
}
