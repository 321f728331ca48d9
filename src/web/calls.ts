import { openClient } from './client/client.ts';

/** The problem document that a call was refused with, as far as the pages read it. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fix?: string | undefined;
}

/** What the API (or the network) said no with; `code` is stable, `message` and `fix` are for people. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly fix: string | null;

  constructor(problem: Refusal) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.fix = problem.fix ?? null;
  }
}

/** No answer came at all. */
export const unreachable = () =>
  new ProblemError({
    status: 0,
    code: 'unreachable',
    detail: 'WorkSights cannot be reached from this browser.',
    fix: 'Check the network connection, then try again.',
  });

/** What this browser knows of its session: the server says with the page whether it holds one. */
export const session = {
  csrfToken: null as string | null,
  isSignedOut: document.querySelector('meta[name="has-session"]')?.getAttribute('content') === 'no',
};

/** The API, each path typed by its OpenAPI document; `read` makes its refusals errors. */
export const client = openClient({ csrfToken: () => session.csrfToken });

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer of a call, or a ProblemError where it was refused, unreadable or never came. */
export async function read<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch(() => Promise.reject(unreachable()));
  if (response.ok) return data as T;
  throw toProblem(response.status, error);
}

/** What a call was refused with, from the body of the answer as far as that is a problem document. */
export function toProblem(status: number, body: unknown): ProblemError {
  const refusal = (typeof body === 'object' ? body : null) as Partial<Refusal> | null;
  return new ProblemError({
    status,
    code: refusal?.code ?? `http_${status}`,
    detail: refusal?.detail ?? `The server answered with ${status}.`,
    fix: refusal?.fix,
  });
}

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Address of a call that the browser opens by itself: a stream or a download. Arrays repeat their key. */
export function toAddress(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== '') params.append(key, String(each));
    }
  }
  const text = params.toString();
  return text === '' ? `/api/v1${path}` : `/api/v1${path}?${text}`;
}
