/** A request to Salesforce, before it leaves. */
interface OutgoingRequest {
  readonly method: string;
  /** Absolute. */
  readonly url: string;
  /** Parsed, where the request carries JSON. */
  readonly body?: unknown;
}

/** Thrown for a request that WorkSights must never send; a bug, so nothing catches it. */
export class ForbiddenRequest extends Error {
  override readonly name = 'ForbiddenRequest';
}

/** Keeps WorkSights read-only: every request passes `check` before it is sent. */
export interface Guard {
  /** Throws ForbiddenRequest for all but GETs and the listed exceptions. */
  check(request: OutgoingRequest): void;
  /** Lets a channel or member be deleted after its own row showed that it is ours. */
  claim(row: { readonly Id: string; readonly DeveloperName: string }): void;
}

const OAUTH = /^\/services\/oauth2\/(token|revoke|introspect)$/;
const DATA = /^\/services\/data\/v\d+\.\d+(\/.*)$/;
const QUERY_JOB = /^\/jobs\/query\/[A-Za-z0-9]{15,18}$/;
const OWN_TYPE = /^\/tooling\/sobjects\/PlatformEventChannel(Member)?$/;
const OWN_ROW = /^\/tooling\/sobjects\/PlatformEventChannel(?:Member)?\/([A-Za-z0-9]{15,18})$/;

interface Body {
  readonly operation?: unknown;
  readonly state?: unknown;
  readonly FullName?: unknown;
  readonly Metadata?: { readonly eventChannel?: unknown };
  readonly compositeRequest?: readonly { readonly method?: unknown; readonly url?: unknown }[];
}

function onlyReads(body: Body): boolean {
  const requests = body.compositeRequest;
  if (!Array.isArray(requests) || requests.length === 0) return false;
  return requests.every((part) => part.method === 'GET' && String(part.url).startsWith('/services/data/'));
}

function isQuery({ operation }: Body): boolean {
  return operation === 'query' || operation === 'queryAll';
}

/** True where `name` is ours: `Base`, with or without a namespace before it and `__chn` behind it. */
export function isOwnName(name: string, ownChannel: string): boolean {
  const base = ownChannel.replace(/__chn$/, '');
  const bare = name.replace(/__chn$/, '').replace(/^[A-Za-z][A-Za-z0-9_]*?__(?=WorkSights_)/, '');
  return bare === base || bare.startsWith(`${base}_chn_`);
}

function isOwnPost(path: string, body: Body, ownChannel: string): boolean {
  const match = OWN_TYPE.exec(path);
  if (!match) return false;
  const isMember = match[1] !== undefined;
  const channel = isMember ? body.Metadata?.eventChannel : body.FullName;
  const isOwnChannel =
    typeof channel === 'string' && channel.endsWith(ownChannel) && isOwnName(channel, ownChannel);
  return isOwnChannel && typeof body.FullName === 'string' && isOwnName(body.FullName, ownChannel);
}

/**
 * Opens the guard for one connection. Allowed beyond GET, and no more: OAuth token, revoke and
 * introspect; a Composite of GETs; query jobs; POST and DELETE of `ownChannel` and its members.
 */
export function openGuard(ownChannel?: string): Guard {
  const ownIds = new Set<string>();

  function isAllowed({ method, url, body }: OutgoingRequest): boolean {
    if (method === 'GET') return true;
    const { pathname, search } = new URL(url);
    if (search !== '') return false;
    if (method === 'POST' && OAUTH.test(pathname)) return true;
    const path = DATA.exec(pathname)?.[1];
    if (!path) return false;
    const json = (body ?? {}) as Body;
    if (method === 'POST' && path === '/composite') return onlyReads(json);
    if (method === 'POST' && path === '/jobs/query') return isQuery(json);
    if (method === 'PATCH' && QUERY_JOB.test(path)) return json.state === 'Aborted';
    if (method === 'DELETE' && QUERY_JOB.test(path)) return true;
    if (!ownChannel) return false;
    if (method === 'POST') return isOwnPost(path, json, ownChannel);
    return method === 'DELETE' && ownIds.has((OWN_ROW.exec(path)?.[1] ?? '').slice(0, 15));
  }

  return {
    check(request) {
      if (isAllowed(request)) return;
      const path = URL.canParse(request.url) ? new URL(request.url).pathname : 'an invalid URL';
      throw new ForbiddenRequest(`refusing ${request.method} ${path}: WorkSights only reads`);
    },
    claim(row) {
      if (!ownChannel || !isOwnName(row.DeveloperName, ownChannel)) {
        throw new ForbiddenRequest(`refusing to claim ${row.DeveloperName}: it is not ours`);
      }
      ownIds.add(row.Id.slice(0, 15));
    },
  };
}
