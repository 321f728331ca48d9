import { SetupError, TransientError } from '../../errors.ts';
import { QueryTimeout, SalesforceError, toRestError } from './errors.ts';
import { toFaults } from './http.ts';

/** One GET inside a Composite; `path` like that of `Rest.get`. */
export interface CompositeRequest {
  readonly referenceId: string;
  readonly path: string;
}

/** A query as a part of a Composite. */
export function toQueryRequest(referenceId: string, soql: string): CompositeRequest {
  return { referenceId, path: `query?q=${encodeURIComponent(soql)}` };
}

/** The answer to one part of a Composite: a failed part fails alone. */
export interface CompositeAnswer {
  readonly referenceId: string;
  readonly body: unknown;
  readonly error: Error | SalesforceError | undefined;
}

interface SubAnswer {
  readonly referenceId: string;
  readonly httpStatusCode: number;
  readonly body: unknown;
}

interface Calls {
  /** GET of a full path. */
  readonly get: (path: string) => Promise<unknown>;
  /** The same, without waiting for an outage to pass. */
  readonly getOnce: (path: string) => Promise<unknown>;
  /** POST of the envelope. */
  readonly post: (json: unknown) => Promise<unknown>;
}

const MAX_PARTS = 25;
const MAX_QUERIES = 5;
const QUERY_PATH = /\/(query|queryAll|composite\/sobjects)([/?]|$)/;

/**
 * Opens the Composite resource of one org, which takes requests with full paths. An org that has no such
 * resource gets the parts one by one, from then on without asking for it again.
 */
export function openComposite({ get, getOnce, post }: Calls) {
  let isMissing = false;

  async function sendTogether(requests: readonly CompositeRequest[]): Promise<CompositeAnswer[]> {
    const parts = requests.map(({ referenceId, path }) => ({ method: 'GET', referenceId, url: path }));
    const body = await post({ allOrNone: false, compositeRequest: parts });
    const { compositeResponse } = body as { compositeResponse: SubAnswer[] };
    const byId = new Map(compositeResponse.map((answer) => [answer.referenceId, answer]));
    return requests.map(({ referenceId }) => toAnswer(referenceId, byId.get(referenceId)));
  }

  async function sendSingly(
    requests: readonly CompositeRequest[],
    send: Calls['get'] = get,
    // What is no answer to this part alone would meet the next one as well.
    isOfPart = (error: unknown): error is Error => error instanceof SalesforceError,
  ): Promise<CompositeAnswer[]> {
    const answers: CompositeAnswer[] = [];
    for (const { referenceId, path } of requests) {
      try {
        answers.push({ referenceId, body: await send(path), error: undefined });
      } catch (error) {
        if (!isOfPart(error)) throw error;
        answers.push({ referenceId, body: undefined, error });
        // Each try of a part that lasts takes seconds: the next ones are left with what they answered before.
        if (error instanceof TransientError) break;
      }
    }
    return answers;
  }

  return async (requests: readonly CompositeRequest[]): Promise<CompositeAnswer[]> => {
    const queries = requests.filter(({ path }) => QUERY_PATH.test(path)).length;
    if (requests.length > MAX_PARTS || queries > MAX_QUERIES) {
      throw new RangeError(`a Composite of ${requests.length} parts with ${queries} queries is too large`);
    }
    if (requests.length === 0) return [];
    if (isMissing) return sendSingly(requests);
    let answers: CompositeAnswer[];
    try {
      answers = await sendTogether(requests);
    } catch (error) {
      if (!(error instanceof SalesforceError) || ![404, 405].includes(error.status)) throw error;
      isMissing = true;
      return sendSingly(requests);
    }
    const again = requests.filter((_, index) => mayPassAlone(answers[index]!.error));
    if (again.length === 0) return answers;
    // The others were answered meanwhile, so a failure that lasts is of these parts.
    const answered = await sendSingly(again, getOnce, (error): error is Error => hasAnswer(error));
    const alone = new Map(answered.map((answer) => [answer.referenceId, answer]));
    return answers.map((answer) => alone.get(answer.referenceId) ?? answer);
  };
}

function hasAnswer(error: unknown): boolean {
  // A quota is everybody's.
  const isQuota =
    error instanceof TransientError && error.retry === 'slow' && !(error instanceof QueryTimeout);
  return error instanceof SalesforceError || (error instanceof TransientError && !isQuota);
}

/** True for a part that failed in passing, or for its session: alone it is tried once more. */
function mayPassAlone(error: CompositeAnswer['error']): boolean {
  if (error instanceof TransientError) return error.retry === 'fast';
  if (error instanceof SetupError) return error.code === 'reconnect_required';
  return error instanceof SalesforceError && error.errorCode === 'PROCESSING_HALTED';
}

function toAnswer(referenceId: string, answer: SubAnswer | undefined): CompositeAnswer {
  if (!answer) return { referenceId, body: undefined, error: toRestError(500, []) };
  const { httpStatusCode: status, body } = answer;
  if (status < 400) return { referenceId, body, error: undefined };
  return { referenceId, body: undefined, error: toRestError(status, toFaults(body)) };
}
