import type { z } from 'zod';
import type * as contract from '../api/contract.ts';

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

/** A list of the API: one page and where the next begins. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** What the API (or the network) said no with; `code` is stable, `message` and `fix` are for people. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly fix: string | null;

  constructor(problem: Pick<contract.Problem, 'status' | 'code' | 'detail' | 'fix'>) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.fix = problem.fix ?? null;
  }
}

const unreachable = () =>
  new ProblemError({
    status: 0,
    code: 'unreachable',
    detail: 'WorkSights cannot be reached from this browser.',
    fix: 'Check the network connection, then try again.',
  });

let csrfToken: string | null = null;
// The server says with the page that this browser holds no session: then asking who we are is a sure refusal.
let isSignedOut = document.querySelector('meta[name="has-session"]')?.getAttribute('content') === 'no';

type Query = Record<string, string | number | readonly string[] | undefined>;

/** Path and query of a call; arrays repeat their key. */
function toUrl(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    for (const each of Array.isArray(value) ? value : [value]) params.append(key, String(each));
  }
  const text = params.toString();
  return text === '' ? `/api/v1${path}` : `/api/v1${path}?${text}`;
}

async function send<T>(method: string, url: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET' && csrfToken) headers['x-csrf-token'] = csrfToken;
  const request = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const answer = await fetch(url, request).catch(() => Promise.reject(unreachable()));
  if (!answer.ok) throw await toProblem(answer);
  const text = await answer.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function toProblem(answer: Response): Promise<ProblemError> {
  const body = (await answer.json().catch(() => null)) as Partial<contract.Problem> | null;
  return new ProblemError({
    status: answer.status,
    code: body?.code ?? `http_${answer.status}`,
    detail: body?.detail ?? `The server answered with ${answer.status}.`,
    fix: body?.fix,
  });
}

async function startSession(path: string, proof: { token: string } | { userId: string }): Promise<void> {
  await send<void>('POST', toUrl(path), proof);
  isSignedOut = false;
}

const part = encodeURIComponent;
const connectionPath = (id: string) => `/connections/${part(id)}`;

/** Every call of the pages, each typed by the contract. Refusals are ProblemErrors. */
export const api = {
  async me(): Promise<Me> {
    if (isSignedOut)
      throw new ProblemError({ status: 401, code: 'unauthenticated', detail: 'Sign in first.' });
    const me = await send<Me>('GET', toUrl('/me'));
    csrfToken = me.csrfToken;
    return me;
  },
  users: (cursor?: string) => send<Page<User>>('GET', toUrl('/users', { limit: 200, cursor })),
  signIn: (token: string) => startSession('/session', { token }),
  signOut: () => send<void>('DELETE', toUrl('/session')),
  /** Null outside of demo mode. */
  demoCast: () =>
    send<z.infer<typeof contract.DemoCast>>('GET', toUrl('/demo/cast')).catch((error: unknown) => {
      if (error instanceof ProblemError && error.status === 404) return null;
      throw error;
    }),
  signInAs: (userId: string) => startSession('/demo/session', { userId }),

  services: () => send<Page<ServiceInfo>>('GET', toUrl('/services')),
  connect: (service: string, request: ConnectRequest) =>
    send<z.infer<typeof contract.ConnectAnswer>>(
      'POST',
      toUrl(`/services/${part(service)}/connections`),
      request,
    ),
  reconnect: (id: string) =>
    send<z.infer<typeof contract.ReconnectAnswer>>('POST', toUrl(`${connectionPath(id)}/reconnect`)),
  replace: (id: string) =>
    send<z.infer<typeof contract.ReconnectAnswer>>('POST', toUrl(`${connectionPath(id)}/replace`)),
  connection: (id: string) => send<Connection>('GET', toUrl(connectionPath(id))),
  features: (id: string) => send<Page<FeatureState>>('GET', toUrl(`${connectionPath(id)}/features`)),
  switchFeature: (id: string, key: string, enabled: boolean) =>
    send<FeatureState>('PATCH', toUrl(`${connectionPath(id)}/features/${part(key)}`), { enabled }),
  retryFeature: (id: string, key: string) =>
    send<FeatureState>('POST', toUrl(`${connectionPath(id)}/features/${part(key)}/retry`)),
  remoteUsers: (id: string, query: { state?: PeopleState; search?: string; cursor?: string }) =>
    send<Page<RemoteUserRow>>('GET', toUrl(`${connectionPath(id)}/users`, { ...query, limit: 200 })),
  mapUser: (id: string, remoteId: string, userId: string | null) =>
    send<void>('PUT', toUrl(`${connectionPath(id)}/users/${part(remoteId)}/mapping`), { userId }),
  switchUserFeature: (id: string, remoteId: string, key: string, enabled: boolean) =>
    send<void>('PUT', toUrl(`${connectionPath(id)}/users/${part(remoteId)}/features/${part(key)}`), {
      enabled,
    }),
  sweep: (id: string, kind: SweepKind) =>
    send<z.infer<typeof contract.RunAnswer>>('POST', toUrl(`${connectionPath(id)}/sweeps`), { kind }),
  importHistory: (id: string, months: number) =>
    send<z.infer<typeof contract.RunAnswer>>('POST', toUrl(`${connectionPath(id)}/imports`), { months }),
  cancelImport: (id: string) =>
    send<z.infer<typeof contract.RunAnswer>>('DELETE', toUrl(`${connectionPath(id)}/imports`)),
  runs: (id: string, query: RunFilter & { cursor?: string; limit?: number } = {}) =>
    send<Page<Run>>('GET', toUrl(`${connectionPath(id)}/runs`, { limit: 50, ...query })),
  coverage: (id: string) => send<Coverage>('GET', toUrl(`${connectionPath(id)}/coverage`)),

  activities: (filter: ActivityFilter, cursor?: string) =>
    send<Page<Activity>>('GET', toUrl('/activities', { ...filter, cursor, limit: 50 })),
  activityStream: (filter: ActivityFilter): string => toUrl('/activities/stream', { ...filter }),
};

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
}
