import { SalesforceError } from '../org/errors.ts';
import { type ApiAnswer, type ApiCall, type ApiRoute, objectBody, route } from './api.ts';
import { dispatchInside, type Inside } from './subrequest.ts';

const MAX_SUBREQUESTS = 25;
const MAX_QUERIES = 5;

interface Subrequest extends Inside {
  readonly referenceId: string;
}

interface SubAnswer {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

/** POST /composite: up to 25 subrequests in order, at most 5 of them queries, counted as one call. */
export function compositeRoute(routes: readonly ApiRoute[]): ApiRoute {
  return route('POST', /^\/composite\/?$/, (call) => {
    const body = objectBody(call);
    const requests = readSubrequests(body.compositeRequest);
    if (body.allOrNone === true && requests.some((each) => each.method !== 'GET')) {
      throw new SalesforceError(400, 'INVALID_INPUT', 'allOrNone with changes is not emulated');
    }
    const answers: SubAnswer[] = [];
    for (const request of requests) answers.push(answerOne(routes, call, request, answers));
    return { status: 200, body: { compositeResponse: answers } };
  });
}

function readSubrequests(raw: unknown): Subrequest[] {
  const refuse = (message: string): never => {
    throw new SalesforceError(400, 'JSON_PARSER_ERROR', message);
  };
  if (!Array.isArray(raw) || raw.length === 0) return refuse('Required field compositeRequest is missing');
  if (raw.length > MAX_SUBREQUESTS) {
    throw new SalesforceError(
      400,
      'PROCESSING_HALTED',
      `The operation can't contain more than ${MAX_SUBREQUESTS} subrequests`,
    );
  }
  const requests = raw as Subrequest[];
  const seen = new Set<string>();
  for (const { method, url, referenceId } of requests) {
    if (typeof method !== 'string' || typeof url !== 'string') refuse('Each subrequest needs method and url');
    if (typeof referenceId !== 'string' || !/^[A-Za-z]\w*$/.test(referenceId))
      refuse(
        'Provided referenceId must start with a letter and contain only letters, numbers and underscores',
      );
    if (seen.has(referenceId)) refuse(`Duplicate ReferenceId provided in the request: ${referenceId}`);
    seen.add(referenceId);
  }
  const queries = requests.filter(({ url }) => /\/(query|queryAll|composite\/sobjects)\b/.test(url)).length;
  if (queries > MAX_QUERIES) {
    throw new SalesforceError(
      400,
      'PROCESSING_HALTED',
      `Limit of ${MAX_QUERIES} query, queryAll and sObject Collections subrequests exceeded`,
    );
  }
  return requests;
}

function answerOne(
  routes: readonly ApiRoute[],
  call: ApiCall,
  request: Subrequest,
  earlier: readonly SubAnswer[],
): SubAnswer {
  const answer = answerSubrequest(routes, call, request, earlier);
  return {
    body: answer.body ?? null,
    httpHeaders: Object.fromEntries(
      Object.entries(answer.headers ?? {}).map(([name, value]) => [
        name[0]!.toUpperCase() + name.slice(1),
        value,
      ]),
    ),
    httpStatusCode: answer.status,
    referenceId: request.referenceId,
  };
}

function answerSubrequest(
  routes: readonly ApiRoute[],
  call: ApiCall,
  request: Subrequest,
  earlier: readonly SubAnswer[],
): ApiAnswer {
  const failed = (status: number, errorCode: string, message: string): ApiAnswer => ({
    status,
    body: [{ errorCode, message }],
  });
  const resolved = resolveReferences(request.url, earlier);
  if (resolved === undefined)
    return failed(
      400,
      'PROCESSING_HALTED',
      'Invalid reference specified. No value for reference found in the response body',
    );
  return dispatchInside(routes, call, { ...request, url: resolved });
}

/** `@{refAccount.id}`: a value out of an earlier answer's body; undefined where it is missing. */
function resolveReferences(text: string, earlier: readonly SubAnswer[]): string | undefined {
  let missing = false;
  const resolved = text.replace(/@\{(\w+)((?:\.\w+|\[\d+\])*)\}/g, (_, id: string, path: string) => {
    let value: unknown = earlier.find((each) => each.referenceId === id)?.body;
    for (const key of path.match(/\w+/g) ?? []) value = (value as Record<string, unknown> | undefined)?.[key];
    if (value === undefined || value === null) missing = true;
    return encodeURIComponent(String(value));
  });
  return missing ? undefined : resolved;
}
