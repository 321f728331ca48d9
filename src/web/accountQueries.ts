import { queryOptions } from '@tanstack/react-query';
import { accountApi } from './accountApi.ts';

/** Where people can sign in, and whether a demo lets them in by one click. */
export const providersQuery = queryOptions({ queryKey: ['providers'], queryFn: accountApi.providers });

/** Whether this installation waits for its first account. */
export const firstRunQuery = queryOptions({ queryKey: ['first-run'], queryFn: accountApi.firstRun });

/** What a person is told of how to sign in. */
export const invitationQuery = (id: string) =>
  queryOptions({ queryKey: ['invitation', id], queryFn: () => accountApi.invitation(id) });

/** My API tokens, and those of the account for who manages people. */
export const tokensQuery = queryOptions({ queryKey: ['tokens'], queryFn: accountApi.tokens });

/** Browsers that are signed in as me. */
export const sessionsQuery = queryOptions({ queryKey: ['sessions'], queryFn: accountApi.sessions });
