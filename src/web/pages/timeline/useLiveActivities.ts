import { useNetwork } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type ActivityFilter, api } from '../../api.ts';
import { meQuery, servicesQuery, usersQuery } from '../../queries.ts';
import { openLiveCache } from './liveCache.ts';
import { openActivityStream } from './stream.ts';

/** Whether changes arrive by themselves at this moment. */
export type LiveState = 'connecting' | 'live' | 'reconnecting';

// Whoever looks at an entry, types or chooses would lose the place if the list moved.
const isReading = () =>
  window.scrollY > 80 ||
  document.activeElement?.closest('[data-entry], input, [role="menu"], [role="dialog"]') != null;

/**
 * Keeps the loaded timeline current. New entries stand in it at once while the reader is at the top and does nothing;
 * else they wait, counted, until `showWaiting` or until the reader is back at the top. A list that was sent to a moment
 * (`at`) only counts what is newer than its pages.
 */
export function useLiveActivities(filter: ActivityFilter, at: string | null = null) {
  const client = useQueryClient();
  const { online } = useNetwork();
  const [state, setState] = useState<LiveState>('connecting');
  const [waiting, setWaiting] = useState(0);
  const show = useRef(() => {});

  useEffect(() => {
    setWaiting(0);
    // A stream over a lost network can look open for minutes: it is opened anew, and catches up, when that is back.
    setState(online ? 'connecting' : 'reconnecting');
    if (!online) return;
    const cache = openLiveCache({ client, filter, at, isReading, onWaiting: setWaiting });
    show.current = cache.showWaiting;
    const closeStream = openActivityStream(api.activityStream(filter), {
      onOpen: () => {
        setState('live');
        void cache.catchUp();
      },
      onLost: () => setState('reconnecting'),
      // The stream does not say why it was refused; when the session ended, this call leads to the sign-in page.
      onRefused: () => {
        void client.invalidateQueries({ queryKey: meQuery.queryKey });
        void cache.dropIfRefused();
      },
      onActivity: cache.take,
      onRemoved: cache.drop,
      // It also comes when a role or a reporting line changed: who can be chosen and what can be done follow.
      onReset: () => {
        cache.reset();
        for (const { queryKey } of [meQuery, usersQuery, servicesQuery]) {
          void client.invalidateQueries({ queryKey });
        }
      },
    });
    return () => {
      closeStream();
      cache.close();
    };
  }, [client, filter, at, online]);

  const showWaiting = useCallback(() => show.current(), []);

  useEffect(() => {
    const onScroll = () => {
      if (!isReading()) showWaiting();
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, [showWaiting]);

  return { state, waiting, showWaiting };
}
