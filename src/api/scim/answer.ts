import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestError, ScimError } from '../../errors.ts';

/** The media type of SCIM (RFC 7644, 3.1). */
export const scimType = 'application/scim+json';

const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';
const listSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** Answers with JSON of SCIM. */
export function send(reply: FastifyReply, body: unknown, status = 200): FastifyReply {
  return reply.code(status).type(scimType).send(JSON.stringify(body));
}

/** Answers with a page of resources; `startIndex` counts from one. */
export function sendList(
  reply: FastifyReply,
  resources: readonly unknown[],
  totalResults = resources.length,
  startIndex = 1,
): FastifyReply {
  const page = { totalResults, startIndex, itemsPerPage: resources.length };
  return send(reply, { schemas: [listSchema], ...page, Resources: resources });
}

/** Errors as SCIM writes them (RFC 7644, 3.12), for every route under /scim/v2. */
export function sendScimError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, detail, type } = toScimError(error);
  if (status >= 500) request.log.error({ err: error, requestId: request.id }, 'answering a directory');
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  const body = { schemas: [errorSchema], status: String(status), ...(type && { scimType: type }), detail };
  return send(reply, body, status);
}

function toScimError(error: unknown): { status: number; detail: string; type?: string } {
  if (error instanceof ScimError)
    return { status: error.status, detail: error.message, type: error.scimType };
  if (error instanceof RequestError) {
    // A value that our own API calls unprocessable is a bad one here.
    return error.code === 'invalid_value'
      ? { status: 400, detail: error.message, type: 'invalidValue' }
      : { status: error.status, detail: error.message };
  }
  const { statusCode = 500, message } = error as { statusCode?: number; message?: string };
  if (statusCode >= 500) {
    return { status: statusCode, detail: 'Something went wrong here. It was logged with the request id.' };
  }
  return {
    status: statusCode,
    detail: message ?? '',
    ...(statusCode === 400 ? { type: 'invalidSyntax' } : {}),
  };
}
