import type { ActiveFault } from '../faultStore.ts';
import { SalesforceError } from '../org/errors.ts';
import type { Org } from '../org/org.ts';
import { pointAt } from '../soql/path.ts';
import type { ApiCall } from './api.ts';
import { findCursor } from './cursors.ts';

/** What a fault of the data API looks at. */
export interface Place {
  readonly method: string;
  /** Below `/services/data/v66.0`, without query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body?: unknown;
  /** Whose locators the path may name. */
  readonly org?: Org | undefined;
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

/** The object of a query, of the page that a locator names, or the one that the path names. */
function objectOf(place: Place): string | undefined {
  const { path, org } = place;
  const named = /^\/(?:tooling\/)?sobjects\/(\w+)/.exec(path)?.[1];
  if (named) return named;
  const locator = /^\/(?:query|queryAll)\/([^/]+)$/.exec(path)?.[1];
  if (locator) return org && findCursor(org, locator)?.result.entity;
  // What stands in parentheses is a subquery.
  const outer = soqlOf(place).replace(/\([^()]*\)/g, '');
  return /\bFROM\s+(\w+)/i.exec(outer)?.[1];
}

/** The query of a GET, or the one that a query job is made with. */
function soqlOf({ query, body }: Place): string {
  return query.get('q') ?? String((body as { query?: unknown } | undefined)?.query ?? '');
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
    String(message ?? fill(usualMessage, call, fault.parameters.field)),
  );
}

/** Words of an error that name the object or a field of the query, with the lines that point at it. */
function fill(message: string, place: Place, field: unknown): string {
  const word = /\{(object|field)\}/.exec(message)?.[1];
  if (!word) return message;
  const soql = soqlOf(place);
  const object = objectOf(place) ?? '';
  const last = /^\s*SELECT\s+(.+?)\s+FROM\b/is.exec(soql)?.[1]?.split(',').at(-1)?.trim() ?? '';
  const column = String(field ?? last);
  const where = soql ? pointAt(soql, word === 'field' ? column : object) : '';
  return where + message.replace('{field}', column).replace('{object}', object);
}
