import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../api.ts';

/** Everything of the chat in the cache; the stream makes it stale whenever something moves. */
export const chatKey = ['support'] as const;

export const unreadQuery = queryOptions({
  queryKey: [...chatKey, 'unread'],
  queryFn: api.unread,
  // The stream tells of what is new; this is for a browser that cannot hold one.
  refetchInterval: 60_000,
});

/** Threads of mine, or of everybody for the operators. */
export const threadsQuery = (which: 'mine' | 'inbox') =>
  infiniteQueryOptions({
    queryKey: [...chatKey, 'threads', which],
    queryFn: ({ pageParam }) => (which === 'inbox' ? api.inbox(pageParam) : api.threads(pageParam)),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const messagesQuery = (threadId: string) =>
  infiniteQueryOptions({
    queryKey: [...chatKey, 'messages', threadId],
    queryFn: ({ pageParam }) => api.messages(threadId, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** What became of the wish to remove a connection; to be asked only where somebody asked for it. */
export const removalQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['connection', connectionId, 'removal'],
    queryFn: () => api.removal(connectionId),
    refetchInterval: (query) => (query.state.data?.state === 'approved' ? 1_000 : 15_000),
  });

export const receiptQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['connection', connectionId, 'receipt'],
    queryFn: () => api.receipt(connectionId),
  });
