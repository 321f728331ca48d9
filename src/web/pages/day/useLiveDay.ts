import { useNetwork } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { addDays, startOfDay } from '../../dayBounds.ts';
import { meQuery, servicesQuery, usersQuery } from '../../queries.ts';
import { openActivityStream } from '../timeline/stream.ts';
import type { LiveState } from '../timeline/useLiveActivities.ts';
import { openLiveRows } from './liveRows.ts';

/** Keeps the rows of a day current by the live stream, and says whether it does at this moment. */
export function useLiveDay(date: string, timeZone: string): LiveState {
  const client = useQueryClient();
  const { online } = useNetwork();
  const [state, setState] = useState<LiveState>('connecting');

  useEffect(() => {
    setState(online ? 'connecting' : 'reconnecting');
    if (!online) return;
    const rows = openLiveRows(client, date);
    // A meeting of the day before may reach into this one.
    const from = new Date(startOfDay(addDays(date, -1), timeZone)).toISOString();
    const to = new Date(startOfDay(addDays(date, 1), timeZone)).toISOString();
    const filter = { userId: [], feature: [], connectionId: [], from, to };
    const close = openActivityStream(api.activityStream(filter), {
      onOpen: () => {
        setState('live');
        // What was stored since the rows were read, the stream does not tell.
        rows.readAll();
      },
      onLost: () => setState('reconnecting'),
      onRefused: () => void client.invalidateQueries({ queryKey: meQuery.queryKey }),
      onActivity: rows.take,
      onRemoved: rows.drop,
      // Whom the viewer may see has changed, or too much was missed.
      onReset: () => {
        rows.readAll();
        // Entries of somebody who may not be seen any more must not stay beside the rows.
        void client.resetQueries({ queryKey: ['activities'], type: 'active' });
        for (const { queryKey } of [meQuery, usersQuery, servicesQuery]) {
          void client.invalidateQueries({ queryKey });
        }
      },
    });
    return () => {
      close();
      rows.close();
    };
  }, [client, date, timeZone, online]);

  return state;
}
