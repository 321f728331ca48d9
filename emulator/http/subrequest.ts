import { type ApiAnswer, type ApiCall, type ApiRoute, dispatch } from './api.ts';

/** A call inside of another: `url` from `/services/data` on. */
export interface Inside {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  readonly httpHeaders?: Readonly<Record<string, string>>;
}

/** Answers a call that came inside of another, as the same user; one that holds calls itself is not found. */
export function dispatchInside(routes: readonly ApiRoute[], call: ApiCall, inside: Inside): ApiAnswer {
  const url = new URL(inside.url, 'http://org');
  const [, version, path] = /^\/services\/data\/v(\d+\.\d)(\/.*)$/.exec(url.pathname) ?? [];
  if (!version || !path || /^\/composite(\/batch)?\/?$/.test(path)) {
    const body = [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }];
    return { status: 404, body };
  }
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(inside.httpHeaders ?? {})) headers[name.toLowerCase()] = value;
  return dispatch(routes, {
    org: call.org,
    faults: call.faults,
    userId: call.userId,
    version,
    method: inside.method.toUpperCase(),
    path,
    query: url.searchParams,
    headers: { 'sforce-call-options': call.headers['sforce-call-options'], ...headers },
    body: inside.body,
  });
}
