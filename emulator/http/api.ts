import type { Readable } from 'node:stream';
import type { Faults } from '../faultStore.ts';
import { SalesforceError } from '../org/errors.ts';
import type { Org } from '../org/org.ts';
import { refuseByFault } from './faultPlace.ts';

/** One call of the data API, from the network or from inside a Composite. */
export interface ApiCall {
  readonly org: Org;
  readonly faults: Faults;
  readonly userId: string;
  /** `66.0` */
  readonly version: string;
  readonly method: string;
  /** Below `/services/data/v66.0`, without query: `/sobjects/Account/001...`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The JSON body; undefined where there was none. */
  readonly body: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** Sent in place of `body` as it comes; `headers` say what it is. */
  readonly stream?: Readable;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A resource of the data API: method, path pattern with its captures, and what answers. */
export interface ApiRoute {
  readonly methods: readonly string[];
  readonly pattern: RegExp;
  answer(call: ApiCall, captures: readonly string[]): ApiAnswer;
}

export function route(methods: string, pattern: RegExp, answer: ApiRoute['answer']): ApiRoute {
  return { methods: methods.split(' '), pattern, answer };
}

/** Finds the route and runs it; errors come out as the JSON array that Salesforce sends. */
export function dispatch(routes: readonly ApiRoute[], call: ApiCall): ApiAnswer {
  try {
    refuseByFault(call);
    const matching = routes.filter((each) => each.pattern.test(call.path));
    if (matching.length === 0)
      throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
    const found = matching.find((each) => each.methods.includes(call.method));
    if (!found) {
      const allowed = matching.flatMap((each) => each.methods).join(', ');
      throw new SalesforceError(
        405,
        'METHOD_NOT_ALLOWED',
        `HTTP Method '${call.method}' not allowed. Allowed are ${allowed}`,
      );
    }
    const captures = found.pattern
      .exec(call.path)!
      .slice(1)
      .map((each) => decodeURIComponent(each ?? ''));
    return found.answer(call, captures);
  } catch (error) {
    if (error instanceof SalesforceError) return errorAnswer(error);
    throw error;
  }
}

export function errorAnswer(error: SalesforceError): ApiAnswer {
  const { status, message, errorCode, fields } = error;
  return { status, body: [{ message, errorCode, ...(fields.length > 0 && { fields }) }] };
}

/** The body as an object, or JSON_PARSER_ERROR. */
export function objectBody(call: ApiCall): Readonly<Record<string, unknown>> {
  const { body } = call;
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new SalesforceError(
    400,
    'JSON_PARSER_ERROR',
    'The HTTP entity body is required, but this request has no entity body.',
  );
}

/** `changeOrigin` of changes made by this call. */
export function originOf(call: ApiCall, api = 'rest'): string {
  const client = /(?:^|,\s*)client=([^,;]+)/.exec(call.headers['sforce-call-options'] ?? '')?.[1];
  return `com/salesforce/api/${api}/${call.version}${client ? `;client=${client}` : ''}`;
}
