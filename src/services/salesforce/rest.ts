import { TransientError } from '../../errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { RETRY_POLICIES, retryDelayMs } from '../../lib/retry.ts';
import { type CompositeAnswer, type CompositeRequest, openComposite } from './composite.ts';
import { isNotThere, toRestError } from './errors.ts';
import { type Guard, openGuard } from './guard.ts';
import { type Call, type Caller, type HttpAnswer, parseJson, sendRequest, toFaults } from './http.ts';
import type { TokenProvider } from './oauth.ts';
import { openQueryJobs, type QueryJobs } from './queryJobs.ts';

/** A row as REST gives it, by API name; `attributes` is beside the fields. */
export type Row = Readonly<Record<string, unknown>>;

/** The org's daily API calls, as each answer tells them. */
export interface ApiUsage {
  readonly used: number;
  readonly limit: number;
}

/** The types that WorkSights creates and deletes in an org, and no other. */
type OwnType = 'PlatformEventChannel' | 'PlatformEventChannelMember';

/** `GET /limits`: by name, e.g. `DailyApiRequests`, `DailyDeliveredPlatformEvents`. */
type Limits = Readonly<Record<string, { readonly Max: number; readonly Remaining: number }>>;

/**
 * The REST and Tooling API of one org. All calls throw TransientError, SetupError or SalesforceError;
 * short outages are waited out here, an expired session is renewed once.
 */
export interface Rest {
  /** GET of a path under `/services/data/vXX.0/` (or a full `/services/...` path from an answer). */
  get<T>(path: string): Promise<T>;
  /** The pages of a query, up to 2,000 rows each; stopping early asks for no more. */
  query<T = Row>(soql: string): AsyncGenerator<T[]>;
  /** Like `query`, with deleted and archived rows. */
  queryAll<T = Row>(soql: string): AsyncGenerator<T[]>;
  /** All rows of a Tooling query. */
  toolingQuery<T = Row>(soql: string): Promise<T[]>;
  /** Up to 25 GETs, at most 5 of them queries, as one API call; answers in the order of the requests. */
  composite(requests: readonly CompositeRequest[]): Promise<CompositeAnswer[]>;
  limits(): Promise<Limits>;
  /** Query jobs of the Bulk API 2.0; `queryInBulk` runs them. */
  readonly queryJobs: QueryJobs;
  /** Creates a channel or member of ours (the guard refuses any other) and returns its id. */
  createOwn(type: OwnType, body: unknown): Promise<string>;
  /** Deletes a channel or member of ours; one that is gone already is fine. */
  removeOwn(type: OwnType, row: { readonly Id: string; readonly DeveloperName: string }): Promise<void>;
}

/** What a Rest works with; `ownChannel` (`WorkSights_..__chn`) is the only channel that it may change. */
export interface RestOptions {
  readonly tokens: TokenProvider;
  /** `66.0` */
  readonly apiVersion: string;
  readonly ownChannel?: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly onApiUsage?: (usage: ApiUsage) => void;
  /** Called with the time that an answer says it was made at, epoch ms to the second. */
  readonly onServerTime?: (ms: number) => void;
  /** Called for each request that is sent. */
  readonly onApiCall?: () => void;
  /** Ends waiting and calling when the process drains. */
  readonly signal?: AbortSignal;
}

/** One page of a query's answer. */
export interface Page<T> {
  readonly records: T[];
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
}

// Salesforce itself stops a query after 120 s.
const TIMEOUT_MS = 130_000;
const MAX_TRIES = 4;
// URI and headers may have 16,384 bytes together; longer queries travel inside a Composite.
const MAX_QUERY_URL = 12_000;

function toUsage(answer: HttpAnswer): ApiUsage | undefined {
  const match = /api-usage=(\d+)\/(\d+)/.exec(answer.headers.get('sforce-limit-info') ?? '');
  return match ? { used: Number(match[1]), limit: Number(match[2]) } : undefined;
}

/** Sends calls with a valid token; quotas go to the caller. */
function openCaller(options: RestOptions): { guard: Guard; call: Caller } {
  const { tokens, clock, log } = options;
  const guard = openGuard(options.ownChannel);

  const signalOf = (call: Call) =>
    options.signal && call.signal
      ? AbortSignal.any([options.signal, call.signal])
      : (call.signal ?? options.signal);

  async function send(call: Call, session: { renewed: boolean }): Promise<HttpAnswer> {
    let access = await tokens.getToken();
    for (;;) {
      options.onApiCall?.();
      const answer = await sendRequest(guard, {
        method: call.method,
        url: access.instanceUrl + call.path,
        json: call.json,
        streamed: call.streamed,
        headers: {
          ...(call.accept !== undefined && { accept: call.accept }),
          authorization: `Bearer ${access.accessToken}`,
          'sforce-call-options': 'client=WorkSights',
          'sforce-query-options': 'batchSize=2000',
        },
        timeoutMs: TIMEOUT_MS,
        signal: signalOf(call),
      });
      const usage = toUsage(answer);
      if (usage) options.onApiUsage?.(usage);
      const servedAt = Date.parse(answer.headers.get('date') ?? '');
      if (!Number.isNaN(servedAt)) options.onServerTime?.(servedAt);
      if (answer.status >= 200 && answer.status < 300) return answer;
      const faults = toFaults(parseJson(answer));
      const { errorCode = 'INVALID_SESSION_ID' } = faults[0] ?? {};
      const isExpired = answer.status === 401 && errorCode === 'INVALID_SESSION_ID';
      if (!isExpired || session.renewed) throw toRestError(answer.status, faults);
      access = await tokens.refreshToken(access.accessToken);
      // Only now: a refresh that a busy login host refused proves nothing about the token.
      session.renewed = true;
    }
  }

  const call: Caller = async (request, read = (answer) => parseJson(answer) as never) => {
    const session = { renewed: false };
    for (let tries = 1; ; tries++) {
      try {
        return await read(await send(request, session));
      } catch (error) {
        if (
          !(error instanceof TransientError) ||
          error.retry !== 'fast' ||
          tries === (request.maxTries ?? MAX_TRIES)
        )
          throw error;
        log.debug({ method: request.method, path: request.path.split('?')[0], tries }, 'trying again');
        await clock.sleep(retryDelayMs(RETRY_POLICIES.fast, tries - 1), signalOf(request));
      }
    }
  };

  return { guard, call };
}

/** Opens the REST client of one org; there is nothing to close. */
export function openRest(options: RestOptions): Rest {
  const { guard, call } = openCaller(options);
  const base = `/services/data/v${options.apiVersion}/`;

  function toPath(path: string): string {
    const full = path.startsWith('/') ? path : base + path;
    // A path from an answer must not name another host (`//host/...`).
    if (!full.startsWith('/services/')) throw new Error(`not a Salesforce path: ${full.slice(0, 40)}`);
    return full;
  }

  const get = async <T>(path: string) => (await call({ method: 'GET', path: toPath(path) })) as T;

  const composite = openComposite({
    get,
    getOnce: (path) => call({ method: 'GET', path, maxTries: 1 }),
    post: (json) => call({ method: 'POST', path: `${base}composite`, json }),
  });

  async function firstPage<T>(kind: string, soql: string): Promise<Page<T>> {
    const path = `${kind}?q=${encodeURIComponent(soql)}`;
    if (path.length <= MAX_QUERY_URL) return get<Page<T>>(path);
    const [answer] = await composite([{ referenceId: 'query', path: toPath(path) }]);
    if (answer?.error) throw answer.error;
    return answer?.body as Page<T>;
  }

  async function* pages<T>(kind: string, soql: string): AsyncGenerator<T[]> {
    let page = await firstPage<T>(kind, soql);
    yield page.records;
    while (!page.done && page.nextRecordsUrl) {
      page = await get<Page<T>>(page.nextRecordsUrl);
      yield page.records;
    }
  }

  return {
    get,
    composite: async (requests) => composite(requests.map((part) => ({ ...part, path: toPath(part.path) }))),
    query: (soql) => pages('query', soql),
    queryAll: (soql) => pages('queryAll', soql),
    async toolingQuery<T>(soql: string) {
      const rows: T[] = [];
      for await (const page of pages<T>('tooling/query', soql)) rows.push(...page);
      return rows;
    },
    limits: () => get<Limits>('limits'),
    queryJobs: openQueryJobs(call, base),
    async createOwn(type, json) {
      const body = await call({ method: 'POST', path: `${base}tooling/sobjects/${type}`, json });
      return (body as { id: string }).id;
    },
    async removeOwn(type, row) {
      guard.claim(row);
      try {
        await call({ method: 'DELETE', path: `${base}tooling/sobjects/${type}/${row.Id}` });
      } catch (error) {
        if (!isNotThere(error)) throw error;
      }
    },
  };
}
