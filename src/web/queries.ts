import {
  infiniteQueryOptions,
  queryOptions,
  useQuery,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import {
  type Activity,
  type ActivityFilter,
  type ActivityPage,
  type AuditFilter,
  api,
  type Connection,
  type PeopleState,
  type Run,
  type RunFilter,
  type User,
} from './api.ts';
import { isAlone } from './words.ts';

/** Who is signed in; read once before a page opens, so pages may rely on it. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: api.me,
  staleTime: Number.POSITIVE_INFINITY,
});
export const useMe = () => useSuspenseQuery(meQuery).data;
export const useTimeZone = () => useMe().user.timeZone;

export const castQuery = queryOptions({ queryKey: ['cast'], queryFn: api.demoCast });

async function everyUser(): Promise<User[]> {
  const found: User[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.users(cursor);
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return found.sort((a, b) => a.name.localeCompare(b.name));
}

/** Everyone that the viewer may see, by name. */
export const usersQuery = queryOptions({ queryKey: ['users'], queryFn: everyUser, staleTime: 60_000 });

/** Everyone whose entries the viewer may see, by name: Admins may name everyone, but see themselves alone. */
export function useVisiblePeople(): readonly User[] {
  const { user } = useMe();
  const users = useQuery(usersQuery).data;
  return useMemo(() => (isAlone(user.role) ? [user] : (users ?? [])), [user, users]);
}

/** True for those who see everyone, and so handle the data of others. */
export const useSeesEveryone = () => ['owner', 'executive'].includes(useMe().user.role);

export const servicesQuery = queryOptions({
  queryKey: ['services'],
  queryFn: api.services,
  refetchInterval: 10_000,
});

/** Where alerts go; for those who handle connections. */
export const alertsQuery = queryOptions({ queryKey: ['alerts'], queryFn: api.alerts, staleTime: 60_000 });

/** The connections that the viewer may see; empty for those who may see none. */
export function useConnections(): readonly Connection[] {
  const services = useQuery(servicesQuery).data?.items;
  return useMemo(() => (services ?? []).flatMap((service) => service.connections ?? []), [services]);
}

/** True until a connection is set up. */
export const isMoving = (connection: Connection | undefined) =>
  connection?.status === 'provisioning' || connection?.status === 'authorizing';

/** A connection, followed closely while it is being set up. */
export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id],
    queryFn: () => api.connection(id),
    refetchInterval: (query) => (isMoving(query.state.data) ? 500 : 5_000),
  });

export const featuresQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id, 'features'],
    queryFn: () => api.features(id),
    refetchInterval: 5_000,
  });

export const remoteUsersQuery = (id: string, filter: { state?: PeopleState; search?: string } = {}) =>
  infiniteQueryOptions({
    queryKey: ['connection', id, 'users', filter],
    queryFn: ({ pageParam }) => api.remoteUsers(id, { ...filter, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // Of thousands only what others change is read again, see useFreshPeople.
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 1 ? false : 10_000),
  });

/** Reads the people of a connection again when somebody, in whichever browser, mapped or switched one. */
export function useFreshPeople({ id, directoryVersion }: Connection): void {
  const client = useQueryClient();
  const seen = useRef(directoryVersion);
  useEffect(() => {
    if (seen.current === directoryVersion) return;
    seen.current = directoryVersion;
    void client.invalidateQueries({ queryKey: ['connection', id, 'users'] });
  }, [client, id, directoryVersion]);
}

export const runsQuery = (id: string, filter: RunFilter = {}) =>
  infiniteQueryOptions({
    queryKey: ['connection', id, 'runs', filter],
    queryFn: ({ pageParam }) => api.runs(id, { ...filter, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 5_000,
  });

/** The newest runs of some kinds, to tell what each did last and what it cost. */
export const newestRunsQuery = (id: string, kinds: readonly string[]) =>
  queryOptions({
    queryKey: ['connection', id, 'runs', 'newest', kinds],
    queryFn: async (): Promise<ReadonlyMap<string, readonly Run[]>> => {
      const pages = await Promise.all(kinds.map((kind) => api.runs(id, { kind: [kind], limit: 2 })));
      return new Map(kinds.map((kind, index) => [kind, pages[index]?.items ?? []]));
    },
    refetchInterval: 5_000,
  });

/** The ledger of a connection: what was read of which feature when, and what was not. */
export const coverageQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id, 'coverage'],
    queryFn: () => api.coverage(id),
    refetchInterval: 10_000,
  });

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) => api.audit(filter, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 15_000,
  });

/** The timeline in pages; with `at` (RFC 3339) it begins before that moment and goes on to both sides. */
export const activitiesQuery = (filter: ActivityFilter, at: string | null = null) =>
  infiniteQueryOptions({
    queryKey: ['activities', filter, at],
    queryFn: ({ pageParam }) => api.activities(filter, pageParam),
    initialPageParam: (at === null ? {} : { at }) as ActivityPage,
    getNextPageParam: ({ nextCursor }): ActivityPage | undefined =>
      nextCursor ? { cursor: nextCursor } : undefined,
    getPreviousPageParam: ({ previousCursor }): ActivityPage | undefined =>
      previousCursor ? { cursor: previousCursor, direction: 'newer' } : undefined,
    // The stream keeps it current; fetching again would only move what is being read.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** Which paths told of an entry and when; asked anew when one more did. */
export const reportsQuery = ({ id, paths, changes }: Activity) =>
  queryOptions({
    queryKey: ['activity', id, 'reports', paths, changes.length],
    queryFn: () => api.reports(id),
  });

/** A day of some people, or of all whom the viewer may see, in the viewer's zone; the first page. */
export const dayQuery = (date: string, filter: { userId?: readonly string[]; limit?: number } = {}) =>
  queryOptions({ queryKey: ['day', 'first', date, filter], queryFn: () => api.day(date, filter) });

/** A day of everyone whom the viewer may see, in the viewer's zone, in pages of people; entries come by the stream. */
export const dayRowsQuery = (date: string) =>
  infiniteQueryOptions({
    queryKey: ['day', 'rows', date],
    queryFn: ({ pageParam }) => api.day(date, { cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // For what no stream tells: gaps, and people who came.
    refetchInterval: 60_000,
  });
