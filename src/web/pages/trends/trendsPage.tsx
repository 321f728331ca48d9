import '@mantine/charts/styles.layer.css';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { leastPeople, toWithheld } from '../../../api/contract/figures.ts';
import { ProblemError, type Trends, type TrendsFilter } from '../../api.ts';
import { currentTime, useTicking } from '../../clock.ts';
import { GuideLink } from '../../components/guideLink.tsx';
import { LoadFailed } from '../../components/loadFailed.tsx';
import { Page } from '../../components/page.tsx';
import { toCount, toDay, toZoneName } from '../../format.ts';
import { useMe, usersQuery, useTimeZone } from '../../queries.ts';
import type { TrendsSearch } from '../../routes/trends.ts';
import { ActivityChart } from './activityChart.tsx';
import { toAsked, toWhose } from './asked.ts';
import { toDateWord } from './bucketWords.ts';
import { HeatMap } from './heatMap.tsx';
import { MeetingChart } from './meetingChart.tsx';
import { NoFigures } from './noFigures.tsx';
import { ReadSince } from './readSince.tsx';
import { StageChart } from './stageChart.tsx';
import { TrendChoices } from './trendChoices.tsx';
import { stageTrendsQuery, trendsQuery } from './trendQueries.ts';
import classes from './trends.module.css';
import { Withheld } from './withheld.tsx';

/** What happened over weeks and months: of oneself, or of a group that is large enough to hide in. */
export function TrendsPage() {
  const search = useSearch({ from: '/app/trends' });
  const navigate = useNavigate({ from: '/trends' });
  const { user } = useMe();
  const timeZone = useTimeZone();
  const today = useTicking((now) => toDay(now, timeZone));
  const whose = toWhose(search, user);
  const asked = useMemo(() => toAsked(search, user, today), [search, user, today]);
  const group = useGroup(asked, whose);
  const trends = useQuery({ ...trendsQuery(asked), enabled: group.mayAsk });
  const go = (change: TrendsSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const toOthers = {
    person: asked.userId.length === 1 ? asked.userId[0] : undefined,
    onOwn: () => go({ who: 'me', person: undefined }),
  };
  return (
    <Page
      title="Trends"
      state={
        <>
          <span>
            {toDateWord(asked.from)} – {toDateWord(asked.to)}
          </span>
          {whose === 'me' ? (
            <span>Your own figures</span>
          ) : (
            trends.data && <span>{toCount(trends.data.people, 'person', 'people')}</span>
          )}
          <span>Times in {toZoneName(timeZone, currentTime())}</span>
          <ReadSince from={asked.from} />
        </>
      }
    >
      <TrendChoices search={search} onChange={go} />
      {trends.data ? (
        <Charts
          trends={trends.data}
          asked={asked}
          search={search}
          onClear={() => void navigate({ search: {} })}
        />
      ) : group.withheld ? (
        <Withheld why={group.withheld} {...toOthers} />
      ) : trends.isPending ? (
        <Loading />
      ) : isTooFew(trends.error) ? (
        <Withheld why={trends.error.message} {...toOthers} />
      ) : (
        <LoadFailed error={trends.error} onRetry={() => void trends.refetch()} />
      )}
    </Page>
  );
}

/** Whether figures of these people are asked for at all: of a group that is too small they are refused. */
function useGroup({ userId }: TrendsFilter, whose: ReturnType<typeof toWhose>) {
  const users = useQuery(usersQuery);
  const people = userId.length > 0 ? new Set(userId).size : users.data?.length;
  const isSmall = whose !== 'me' && people !== undefined && people < leastPeople;
  return {
    withheld: isSmall ? toWithheld(people) : null,
    mayAsk: !isSmall && (whose === 'me' || people !== undefined || users.isError),
  };
}

// People who may not be seen are refused alike, with their own words.
const isTooFew = (error: Error) => error instanceof ProblemError && error.status === 403;

interface ChartsProps {
  readonly trends: Trends;
  readonly asked: TrendsFilter;
  readonly search: TrendsSearch;
  readonly onClear: () => void;
}

function Charts({ trends, asked, search, onClear }: ChartsProps) {
  const stages = useQuery(stageTrendsQuery(asked));
  if (trends.days.length === 0 && (stages.data?.items.length ?? 0) === 0) {
    return <NoFigures asked={asked} search={search} onClear={onClear} />;
  }
  return (
    <div className={classes.charts}>
      <ActivityChart trends={trends} />
      <HeatMap trends={trends} />
      <MeetingChart trends={trends} />
      {stages.data ? (
        <StageChart trends={stages.data} />
      ) : stages.isPending ? (
        <Skeleton height={160} radius={6} />
      ) : (
        <LoadFailed error={stages.error} onRetry={() => void stages.refetch()} />
      )}
      <p className={classes.foot}>
        <GuideLink place="trends">How trends are counted</GuideLink>
      </p>
    </div>
  );
}

function Loading() {
  return (
    <div className={classes.loading} aria-busy="true" role="status" aria-label="Loading">
      <Skeleton height={280} radius={6} />
      <Skeleton height={200} radius={6} />
      <Skeleton height={280} radius={6} />
    </div>
  );
}
