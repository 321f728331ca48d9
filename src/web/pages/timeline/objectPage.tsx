import { IconArchive, IconExternalLink } from '@tabler/icons-react';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Activity, ActivityFilter } from '../../api.ts';
import { currentTime } from '../../clock.ts';
import { EmptyState } from '../../components/emptyState.tsx';
import { Page } from '../../components/page.tsx';
import { historyFeatures, typeWord } from '../../entryWords.ts';
import { toCount, toZoneName } from '../../format.ts';
import { useMe, useTimeZone } from '../../queries.ts';
import classes from './feed.module.css';
import { FeedList, FeedState } from './feed.tsx';
import { useFeed } from './useFeed.ts';

// The newest name is the one that it has now.
function describe(items: readonly Activity[]) {
  const object = items.find(({ object: { name } }) => name !== null)?.object ?? items[0]?.object;
  return {
    name: object?.name ?? null,
    url: object?.url ?? null,
    people: new Set(items.map(({ userId }) => userId)).size,
  };
}

/** Everything that happened to one record, by those whom the viewer may see, live. */
export function ObjectPage() {
  const { type, id } = useParams({ from: '/app/timeline/objects/$type/$id' });
  const { connection } = useSearch({ from: '/app/timeline/objects/$type/$id' });
  const { user } = useMe();
  const timeZone = useTimeZone();
  const filter = useMemo<ActivityFilter>(
    () => ({
      ...{ userId: [], feature: [], connectionId: connection === undefined ? [] : [connection] },
      ...{ objectType: [type], objectId: [id] },
    }),
    [type, id, connection],
  );
  const feature = historyFeatures[type];
  const feed = useFeed(
    filter,
    null,
    useMemo(() => (feature === undefined ? [] : [feature]), [feature]),
  );
  const { name, url, people } = describe(feed.items);
  const entries = toCount(feed.items.length, 'entry', 'entries');
  const isAlone = ['member', 'technical_admin'].includes(user.role);
  return (
    <Page
      title={name ?? typeWord(type)}
      breadcrumb={
        <>
          <Link to="/timeline">Timeline</Link> / {typeWord(type)}
        </>
      }
      state={
        <>
          <FeedState state={feed.state} />
          {feed.items.length > 0 && (
            <span>
              {feed.activities.hasNextPage ? `The newest ${entries}` : entries}
              {isAlone ? ' of yours' : ` by ${toCount(people, 'person', 'people')}`}
            </span>
          )}
          <span>Times in {toZoneName(timeZone, currentTime())}</span>
          {url && (
            <a href={url} target="_blank" rel="noreferrer" className={classes.outward}>
              Open in Salesforce
              <IconExternalLink size={14} stroke={1.8} aria-hidden />
            </a>
          )}
          <Link
            to="/timeline"
            search={{ object: [`${type}/${id}`], ...(connection ? { connection: [connection] } : {}) }}
          >
            Filter it on the timeline
          </Link>
        </>
      }
    >
      <FeedList
        feed={feed}
        timeZone={timeZone}
        end={
          isAlone
            ? 'This is the first of your entries about it.'
            : 'This is the first that is known to have happened to it.'
        }
        empty={
          <EmptyState icon={<IconArchive size={32} stroke={1.5} />} title="Nothing is known of this record">
            Either nobody whom you may see has touched it since it is read, or the link belongs to another
            account. What happens to it from now on appears here by itself.
          </EmptyState>
        }
      />
    </Page>
  );
}
