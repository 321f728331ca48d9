import type { ActiveFault } from '../faultStore.ts';
import { SalesforceError } from '../org/errors.ts';
import type { ApiCall } from './api.ts';

/** What a fault of the data API looks at. */
export interface Place {
  readonly method: string;
  /** Below `/services/data/v66.0`, without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body?: unknown;
}

/** True where the fault is meant for this call: resource, method, object, part of the URL, selected entity. */
export function fitsPlace({ spec, parameters }: ActiveFault, place: Place): boolean {
  const { object, path, method = spec.method, entity } = parameters as Record<string, string | undefined>;
  if (spec.resource && !spec.resource.test(place.path)) return false;
  if (method && method.toUpperCase() !== place.method) return false;
  if (path && !place.path.includes(path)) return false;
  if (object && objectOf(place)?.toLowerCase() !== object.toLowerCase()) return false;
  return !entity || entityOf(place.body) === entity.replace(/ChangeEvent$/, '');
}

/** The object of a query, or the one that the path names. */
function objectOf({ path, query, body }: Place): string | undefined {
  const named = /^\/(?:tooling\/)?sobjects\/(\w+)/.exec(path)?.[1];
  if (named) return named;
  // What stands in parentheses is a subquery.
  const soql = query.get('q') ?? (body as { query?: unknown } | undefined)?.query ?? '';
  const outer = String(soql).replace(/\([^()]*\)/g, '');
  return /\bFROM\s+(\w+)/i.exec(outer)?.[1];
}

function entityOf(body: unknown): string | undefined {
  const { Metadata } = (body ?? {}) as { Metadata?: { selectedEntity?: unknown } };
  return String(Metadata?.selectedEntity ?? '').replace(/ChangeEvent$/, '');
}

/** Throws the error of a fault that answers this call, a subrequest of a Composite too. */
export function refuseByFault(call: ApiCall): void {
  const fault = call.faults.take(
    ['rest', 'tooling'],
    call.org.orgId,
    (each) => each.spec.answer !== undefined && fitsPlace(each, call),
  );
  if (!fault?.spec.answer) return;
  const [usual, usualCode, usualMessage] = fault.spec.answer;
  const { status, code, message } = fault.parameters;
  throw new SalesforceError(
    Number(status ?? usual),
    String(code ?? usualCode),
    String(message ?? usualMessage),
  );
}
