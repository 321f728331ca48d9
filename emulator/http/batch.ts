import { SalesforceError } from '../org/errors.ts';
import { type ApiCall, type ApiRoute, objectBody, route } from './api.ts';
import { dispatchInside } from './subrequest.ts';

const MAX_SUBREQUESTS = 25;

/**
 * POST /composite/batch: up to 25 independent subrequests, each of which counts as a call. Source: REST API Developer
 * Guide, "Batch".
 */
export function batchRoute(routes: readonly ApiRoute[]): ApiRoute {
  return route('POST', /^\/composite\/batch\/?$/, (call) => {
    const { batchRequests, haltOnError } = objectBody(call);
    const requests = readRequests(batchRequests);
    // The batch itself is counted already.
    call.org.usage.apiRequests += requests.length - 1;
    let failed = false;
    const results = requests.map((request) => {
      if (failed && haltOnError === true) return halted;
      const { status, body } = answerOne(routes, call, request);
      failed ||= status >= 400;
      return { statusCode: status, result: body ?? null };
    });
    return { status: 200, body: { hasErrors: failed, results } };
  });
}

const halted = {
  statusCode: 412,
  result: [
    { errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted per request; see haltOnError' },
  ],
};

interface BatchRequest {
  readonly method: string;
  /** `v66.0/limits`, or with `/services/data/` before it. */
  readonly url: string;
  readonly richInput?: unknown;
}

function readRequests(raw: unknown): readonly BatchRequest[] {
  if (!Array.isArray(raw) || raw.length === 0)
    throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'Required field batchRequests is missing');
  if (raw.length > MAX_SUBREQUESTS)
    throw new SalesforceError(
      400,
      'LIMIT_EXCEEDED',
      `The batch can't contain more than ${MAX_SUBREQUESTS} subrequests`,
    );
  for (const { method, url } of raw as Partial<BatchRequest>[]) {
    if (typeof method !== 'string' || typeof url !== 'string')
      throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'Each subrequest needs method and url');
  }
  return raw as BatchRequest[];
}

function answerOne(routes: readonly ApiRoute[], call: ApiCall, { method, url, richInput }: BatchRequest) {
  const absolute = `/services/data/${url.replace(/^\/?(services\/data\/)?/, '')}`;
  return dispatchInside(routes, call, { method, url: absolute, body: richInput });
}
