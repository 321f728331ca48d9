import type { z } from 'zod';
import type * as contract from '../api/contract.ts';
import { client, ProblemError, read, session, toAddress } from './calls.ts';

export { ProblemError } from './calls.ts';

export type Me = contract.Me;
export type User = contract.User;
export type Activity = contract.Activity;
export type Connection = contract.Connection;
export type ServiceInfo = contract.ServiceInfo;
export type FeatureState = contract.FeatureState;
export type RemoteUserRow = contract.RemoteUserRow;
export type Run = z.infer<typeof contract.Run>;
export type Coverage = z.infer<typeof contract.Coverage>;
export type SweepKind = z.infer<typeof contract.SweepRequest>['kind'];
export type PeopleState = NonNullable<z.infer<typeof contract.RemoteUserListQuery>['state']>;
export type ConnectRequest = z.infer<typeof contract.ConnectRequest>;
export type MappingState = RemoteUserRow['mapping']['state'];
export type Thread = z.infer<typeof contract.Thread>;
export type Message = z.infer<typeof contract.Message>;
export type Removal = z.infer<typeof contract.Removal>;
export type Receipt = z.infer<typeof contract.Receipt>;
export type AlertSettings = z.infer<typeof contract.AlertSettings>;
export type PersonData = contract.PersonData;
export type AuditEntry = z.infer<typeof contract.AuditList>['items'][number];

/** A list of the API: one page and where the next begins. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** Which runs are wanted; nothing narrows nothing. */
export interface RunFilter {
  readonly kind?: readonly string[];
  readonly state?: readonly string[];
}

/** What the timeline is narrowed to; an empty list narrows nothing. */
export interface ActivityFilter {
  readonly userId: readonly string[];
  readonly feature: readonly string[];
  readonly connectionId: readonly string[];
  readonly category?: readonly string[];
  readonly action?: readonly string[];
  readonly objectType?: readonly string[];
  readonly objectId?: readonly string[];
  /** Words of the title, or how they begin. */
  readonly text?: string | undefined;
  /** RFC 3339; `from` included, `to` not. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Which page of the timeline: the newest, the one beside a cursor, or the one before a moment (`at`). */
export interface ActivityPage {
  readonly cursor?: string;
  readonly direction?: 'older' | 'newer';
  readonly at?: string;
  readonly limit?: number;
}
export type ActivityList = z.infer<typeof contract.ActivityList>;
export type DayPage = z.infer<typeof contract.Day>;
export type Trends = contract.Trends;
export type StageTrends = z.infer<typeof contract.StageTrends>;

/** Whose and which figures are wanted; dates are both included. Nobody named means all whom one may see. */
export interface TrendsFilter {
  readonly userId: readonly string[];
  readonly feature: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** What the audit log is narrowed to. */
export interface AuditFilter {
  readonly userId?: string | undefined;
  readonly action: readonly string[];
  readonly connectionId?: string | undefined;
}

const all = (list: readonly string[] = []): string[] => [...list];
const path = <T extends object>(parts: T) => ({ params: { path: parts } });
const paged = (limit: number, cursor: string | undefined) => ({ limit, ...(cursor ? { cursor } : {}) });
const one = <K extends string>(key: K, value: string | undefined) =>
  (value ? { [key]: value } : {}) as { readonly [P in K]?: string };

async function startSession(call: Promise<{ response: Response; error?: unknown }>): Promise<void> {
  await read(call);
  session.isSignedOut = false;
}

/** Every call of the pages, typed by the API's own document. Refusals are ProblemErrors. */
export const api = {
  async me(): Promise<Me> {
    if (session.isSignedOut)
      throw new ProblemError({ status: 401, code: 'unauthenticated', detail: 'Sign in first.' });
    const me = await read(client.GET('/api/v1/me'));
    session.csrfToken = me.csrfToken;
    return me;
  },
  users: (cursor?: string) => read(client.GET('/api/v1/users', { params: { query: paged(200, cursor) } })),
  signIn: (token: string) => startSession(client.POST('/api/v1/session', { body: { token } })),
  signOut: () => read<unknown>(client.DELETE('/api/v1/session')),
  /** Null outside of demo mode. */
  demoCast: () =>
    read(client.GET('/api/v1/demo/cast')).catch((error: unknown) => {
      if (error instanceof ProblemError && error.status === 404) return null;
      throw error;
    }),
  signInAs: (userId: string) => startSession(client.POST('/api/v1/demo/session', { body: { userId } })),

  alerts: () => read(client.GET('/api/v1/alerts')),
  testAlert: () => read(client.POST('/api/v1/alerts/test')),
  services: () => read(client.GET('/api/v1/services')),
  connect: (service: string, body: ConnectRequest) =>
    read(client.POST('/api/v1/services/{service}/connections', { ...path({ service }), body })),
  reconnect: (id: string) => read(client.POST('/api/v1/connections/{id}/reconnect', path({ id }))),
  replace: (id: string) => read(client.POST('/api/v1/connections/{id}/replace', path({ id }))),
  connection: (id: string) => read(client.GET('/api/v1/connections/{id}', path({ id }))),
  changeConnection: (id: string, body: { name?: string; ownerId?: string }) =>
    read(client.PATCH('/api/v1/connections/{id}', { ...path({ id }), body })),
  features: (id: string) => read(client.GET('/api/v1/connections/{id}/features', path({ id }))),
  switchFeature: (id: string, key: string, enabled: boolean) =>
    read(
      client.PATCH('/api/v1/connections/{id}/features/{key}', { ...path({ id, key }), body: { enabled } }),
    ),
  retryFeature: (id: string, key: string) =>
    read(client.POST('/api/v1/connections/{id}/features/{key}/retry', path({ id, key }))),
  remoteUsers: (id: string, { state, search, cursor }: PeopleQuery) =>
    read(
      client.GET('/api/v1/connections/{id}/users', {
        params: {
          path: { id },
          query: { ...paged(200, cursor), ...one('search', search), ...(state ? { state } : {}) },
        },
      }),
    ),
  mapUser: (id: string, remote: string, userId: string | null) =>
    read<unknown>(
      client.PUT('/api/v1/connections/{id}/users/{remote}/mapping', {
        ...path({ id, remote }),
        body: { userId },
      }),
    ),
  switchUserFeature: (id: string, remote: string, key: string, enabled: boolean) =>
    read<unknown>(
      client.PUT('/api/v1/connections/{id}/users/{remote}/features/{key}', {
        ...path({ id, remote, key }),
        body: { enabled },
      }),
    ),
  sweep: (id: string, kind: SweepKind) =>
    read(client.POST('/api/v1/connections/{id}/sweeps', { ...path({ id }), body: { kind } })),
  importHistory: (id: string, months: number) =>
    read(client.POST('/api/v1/connections/{id}/imports', { ...path({ id }), body: { months } })),
  cancelImport: (id: string) => read(client.DELETE('/api/v1/connections/{id}/imports', path({ id }))),
  runs: (
    id: string,
    { kind, state, cursor, limit = 50 }: RunFilter & { cursor?: string; limit?: number } = {},
  ) =>
    read(
      client.GET('/api/v1/connections/{id}/runs', {
        params: { path: { id }, query: { ...paged(limit, cursor), kind: all(kind), state: all(state) } },
      }),
    ),
  coverage: (id: string) => read(client.GET('/api/v1/connections/{id}/coverage', path({ id }))),

  removal: (id: string) => read(client.GET('/api/v1/connections/{id}/removal', path({ id }))),
  askRemoval: (id: string, data: Removal['data'], note: string) =>
    read(
      client.POST('/api/v1/connections/{id}/removal', {
        ...path({ id }),
        body: { data, ...one('note', note) },
      }),
    ),
  withdrawRemoval: (id: string) =>
    read<unknown>(client.DELETE('/api/v1/connections/{id}/removal', path({ id }))),
  approveRemoval: (id: string) =>
    read(client.POST('/api/v1/connections/{id}/removal/approve', { ...path({ id }), body: {} })),
  declineRemoval: (id: string) =>
    read(client.POST('/api/v1/connections/{id}/removal/decline', { ...path({ id }), body: {} })),
  receipt: (id: string) => read(client.GET('/api/v1/connections/{id}/receipt', path({ id }))),

  unread: () => read(client.GET('/api/v1/support/unread')),
  threads: (cursor?: string) =>
    read(client.GET('/api/v1/support/threads', { params: { query: paged(50, cursor) } })),
  inbox: (cursor?: string) =>
    read(client.GET('/api/v1/support/inbox', { params: { query: paged(50, cursor) } })),
  messages: (threadId: string, cursor?: string) =>
    read(client.GET('/api/v1/support/messages', { params: { query: { ...paged(50, cursor), threadId } } })),
  say: (body: { text: string; threadId?: string; connectionId?: string }) =>
    read(client.POST('/api/v1/support/messages', { body })),
  markRead: (thread: string, number: number) =>
    read<unknown>(
      client.PUT('/api/v1/support/threads/{thread}/read', { ...path({ thread }), body: { number } }),
    ),
  chatStream: (): string => toAddress('/support/stream'),

  // The same address gives a file, to those who ask for one.
  audit: (filter: AuditFilter, cursor?: string) =>
    read(
      client.GET('/api/v1/audit', { params: { query: { ...paged(100, cursor), ...toAuditQuery(filter) } } }),
    ) as Promise<Page<AuditEntry>>,
  /** Address of the whole log as a file. */
  auditCsv: (filter: AuditFilter): string => toAddress('/audit', { ...filter, format: 'csv' }),

  activities: (filter: ActivityFilter, page: ActivityPage = {}) =>
    read(
      client.GET('/api/v1/activities', {
        params: { query: { limit: 50, ...page, ...toActivityQuery(filter) } },
      }),
    ),
  activityStream: (filter: ActivityFilter): string => toAddress('/activities/stream', { ...filter }),
  /** Address of all entries of a filter as a file. */
  activityExport: (filter: ActivityFilter, format: 'csv' | 'jsonl'): string =>
    toAddress('/activities/export', { ...filter, format }),
  reports: (id: string) => read(client.GET('/api/v1/activities/{id}/reports', path({ id }))),
  /** Null takes an edit back. */
  setDuration: (id: string, seconds: number | null) =>
    read(client.PUT('/api/v1/activities/{id}/duration', { ...path({ id }), body: { seconds } })),

  /** What is collected and stored about oneself (null) or, for Owners and Executives, about somebody. */
  personData: (id: string | null) =>
    id === null
      ? read(client.GET('/api/v1/my-data'))
      : read(client.GET('/api/v1/users/{id}/data', path({ id }))),
  /** Address of all that is stored about oneself (null) or somebody, as a file. */
  personDataExport: (id: string | null, format: 'json' | 'csv'): string =>
    toAddress(id === null ? '/my-data/export' : `/users/${id}/data/export`, { format }),
  erase: (id: string, confirm: string) =>
    read(client.POST('/api/v1/users/{id}/data/erasure', { ...path({ id }), body: { confirm } })),

  day: (date: string, { userId, limit = 100, cursor }: DayFilter = {}) =>
    read(
      client.GET('/api/v1/day', {
        params: { query: { date, ...paged(limit, cursor), userId: all(userId) } },
      }),
    ),
  trends: (filter: TrendsFilter) =>
    read(client.GET('/api/v1/trends', { params: { query: toTrendsQuery(filter) } })),
  stageTrends: (filter: TrendsFilter) =>
    read(client.GET('/api/v1/trends/stages', { params: { query: toTrendsQuery(filter) } })),
};

interface PeopleQuery {
  readonly state?: PeopleState | undefined;
  readonly search?: string | undefined;
  readonly cursor?: string | undefined;
}

interface DayFilter {
  readonly userId?: readonly string[];
  readonly limit?: number;
  readonly cursor?: string | undefined;
}

const toActivityQuery = (filter: ActivityFilter) => ({
  ...{ userId: all(filter.userId), feature: all(filter.feature), connectionId: all(filter.connectionId) },
  ...{ category: all(filter.category), action: all(filter.action) },
  ...{ objectType: all(filter.objectType), objectId: all(filter.objectId) },
  ...{ ...one('text', filter.text), ...one('from', filter.from), ...one('to', filter.to) },
});

const toTrendsQuery = ({ userId, feature, from, to }: TrendsFilter) => ({
  ...{ userId: all(userId), feature: all(feature), from, to },
});

const toAuditQuery = ({ userId, action, connectionId }: AuditFilter) => ({
  ...one('userId', userId),
  action: all(action),
  ...one('connectionId', connectionId),
});
