import { IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { Connection, FeatureState } from '../../api.ts';
import { EmptyState } from '../../components/emptyState.tsx';
import { GuideLink } from '../../components/guideLink.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { PeopleSearch } from '../../components/peopleSearch.tsx';
import { SkeletonRows } from '../../components/skeletonRows.tsx';
import { SwitchedBy } from '../../components/switchedBy.tsx';
import { featuresQuery, remoteUsersQuery, useFreshPeople } from '../../queries.ts';
import classes from './connection.module.css';
import { FeatureMatrix } from './featureMatrix.tsx';

/** Which activity of whom is stored: a switch for each person and feature, for a whole row and a whole column. */
export function FeaturesTab({ connection }: { readonly connection: Connection }) {
  const { search } = useSearch({ from: '/app/settings/services/$service/$id' });
  const navigate = useNavigate({ from: '/settings/services/$service/$id' });
  useFreshPeople(connection);
  const people = useInfiniteQuery(remoteUsersQuery(connection.id, { search }));
  const features = useQuery(featuresQuery(connection.id));
  const rows = useMemo(() => people.data?.pages.flatMap((page) => page.items) ?? [], [people.data]);
  const narrow = (text: string) =>
    void navigate({
      search: (now) => ({ ...now, search: text || undefined }),
      replace: true,
      resetScroll: false,
    });
  const failure = people.error ?? features.error;
  const refetch = () => void Promise.all([people.refetch(), features.refetch()]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = people;
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const { mapped, unmapped } = connection.users;
  // Of a search nobody knows the number before its end.
  const total = hasNextPage && !search ? mapped + unmapped : rows.length;
  return (
    <>
      <div className={classes.toolbar}>
        <PeopleSearch value={search ?? ''} onChange={narrow} />
        <p className="dim">
          Off: what comes in is not stored, and not fetched later. Off for all: its real-time slot is free.{' '}
          <GuideLink place="switches">More</GuideLink>
        </p>
      </div>
      <OffForAll features={features.data?.items ?? []} />
      {people.isPending || features.isPending ? (
        <SkeletonRows count={12} height={45} headHeight={84} />
      ) : failure && (rows.length === 0 || !features.data) ? (
        <LoadFailed error={failure} onRetry={refetch} />
      ) : rows.length === 0 ? (
        <EmptyState icon={<IconUsers size={32} stroke={1.5} />} title="Nobody to show">
          {search
            ? `No person of this org matches “${search}”.`
            : 'The list of people has not been read yet.'}
        </EmptyState>
      ) : (
        <FeatureMatrix
          connection={connection}
          features={features.data?.items ?? []}
          rows={rows}
          total={total}
          onNear={loadMore}
        />
      )}
    </>
  );
}

/** Which features nobody's activity is stored of, and who wanted that. */
function OffForAll({ features }: { readonly features: readonly FeatureState[] }) {
  const off = features.filter(({ enabled }) => !enabled);
  if (off.length === 0) return null;
  return (
    <ul className={classes.aside} aria-label="Off for the whole connection">
      {off.map(({ key, name, switched }) => (
        <li key={key}>
          <strong>{name}</strong> is off for the whole connection
          {switched && (
            <>
              , switched off <SwitchedBy {...switched} />
            </>
          )}
          .
        </li>
      ))}
    </ul>
  );
}
