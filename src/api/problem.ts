import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { CODES, RequestError, SetupError, TransientError } from '../errors.ts';
import type { Problem } from './contract.ts';

// What only HTTP itself can go wrong with; everything else has its code in the catalogue.
const HTTP_CODES: Readonly<Record<number, string>> = {
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'not_ready',
};

/** The only place where an error becomes an answer: an RFC 9457 problem with a stable code. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = toProblem(error);
  if (problem.status >= 500) request.log.error({ err: error, requestId: request.id }, 'answering a request');
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  // As text: the response schemas of the routes describe successes.
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

function toProblem(error: unknown): Problem {
  if (error instanceof RequestError) {
    const { fix, ...rest } = problem(error.status, error.code, error.message);
    // A sentence of its own about what is forbidden says what to do as well.
    return error.code === 'forbidden' && rest.detail !== rest.title
      ? rest
      : { ...rest, ...(fix ? { fix } : {}) };
  }
  if (error instanceof SetupError) return { ...problem(409, error.code, error.text), fix: error.fix };
  if (error instanceof TransientError) return problem(503, error.code, error.message);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map((issue) => ({
      path: issue.instancePath.replace(/^\//, '').replaceAll('/', '.'),
      message: issue.message ?? 'is not allowed',
    }));
    const named = errors.map((each) => (each.path ? `${each.path}: ${each.message}` : each.message));
    return { ...problem(400, 'invalid_request', named.join('; ')), errors };
  }
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  // A message of ours or of the framework about the request; a bug's message may say anything and stays in the log.
  if (status < 500 || error instanceof HttpError)
    return problem(status, HTTP_CODES[status] ?? 'invalid_request', (error as Error).message);
  return problem(500, 'internal_error', 'Something went wrong here. It was logged with the request id.');
}

function problem(status: number, code: string, detail: string): Problem {
  const entry: { text: string; fix?: string; status?: number } | undefined =
    CODES[code as keyof typeof CODES];
  return {
    type: 'about:blank',
    title: entry?.text ?? detail,
    status: entry?.status ?? status,
    code,
    detail,
    ...(entry?.fix ? { fix: entry.fix } : {}),
  };
}

/** What only HTTP has a word for, such as a method that a path does not know; thrown like any other problem. */
export function httpError(status: number, message: string, options?: ErrorOptions): Error {
  return Object.assign(new HttpError(message, options), { statusCode: status });
}

class HttpError extends Error {
  override readonly name = 'HttpError';
}
