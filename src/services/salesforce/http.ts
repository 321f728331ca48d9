import { TransientError } from '../../errors.ts';
import type { RestFault } from './errors.ts';
import { ForbiddenRequest, type Guard } from './guard.ts';

/** What came back: the body as text, because errors may be JSON, a form or a page. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** In place of `text`, still unread: where the request asked for a stream and was not refused. */
  readonly stream?: ReadableStream<Uint8Array>;
}

/** One request to Salesforce; `json` is sent as JSON, `form` as a form. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** Leaves the body of a success to be read as it comes. */
  readonly streamed?: boolean | undefined;
  /** For the whole answer, its body too. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One call of the org; `signal` ends it beside that of the client. */
export type Call = Pick<HttpRequest, 'method' | 'json' | 'streamed' | 'signal'> & {
  readonly path: string;
  /** `text/csv`; JSON where it says nothing. */
  readonly accept?: string;
  /** How often it is sent where outages of seconds meet it. */
  readonly maxTries?: number;
};

/** Sends a call and reads its answer, as JSON or by `read`; both are tried again after outages of seconds. */
export type Caller = <T = unknown>(
  request: Call,
  read?: (answer: HttpAnswer) => T | Promise<T>,
) => Promise<T>;

function encode(request: HttpRequest): { body?: string; type?: string } {
  if (request.form) {
    return { body: new URLSearchParams(request.form).toString(), type: 'application/x-www-form-urlencoded' };
  }
  return request.json === undefined ? {} : { body: JSON.stringify(request.json), type: 'application/json' };
}

/**
 * Sends one request past the guard. Never follows a redirect: it could carry a token to another host.
 * Throws TransientError (fast) when there is no answer in time, and the abort reason when `signal` fires.
 */
export async function sendRequest(guard: Guard, request: HttpRequest): Promise<HttpAnswer> {
  guard.check({ method: request.method, url: request.url, body: request.json });
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const { body, type } = encode(request);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { accept: 'application/json', ...(type && { 'content-type': type }), ...request.headers },
      ...(body !== undefined && { body }),
      redirect: 'manual',
      signal: request.signal ? AbortSignal.any([timeout, request.signal]) : timeout,
    });
    const { status, headers } = response;
    if (request.streamed && response.ok && response.body)
      return { status, headers, text: '', stream: response.body };
    return { status, headers, text: await response.text() };
  } catch (cause) {
    if (cause instanceof ForbiddenRequest) throw cause;
    request.signal?.throwIfAborted();
    const { host, pathname } = new URL(request.url);
    throw new TransientError('fast', 'salesforce_unavailable', `calling ${host}${pathname}`, { cause });
  }
}

/** The errors that a body names: Salesforce's array, or a single object as some answer; none for anything else. */
export function toFaults(body: unknown): RestFault[] {
  const list: readonly (Partial<RestFault> | null | undefined)[] = Array.isArray(body) ? body : [body];
  return list.flatMap((fault) =>
    typeof fault?.errorCode === 'string'
      ? { ...fault, errorCode: fault.errorCode, message: String(fault.message ?? '') }
      : [],
  );
}

/** The body as JSON, or undefined where it is none. */
export function parseJson(answer: HttpAnswer): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}
