import { SalesforceError } from '../org/errors.ts';
import type { Org } from '../org/org.ts';
import type { ObjectAccess } from '../org/permissions.ts';
import { resolveId, rowsOf } from '../org/rows.ts';
import type { ObjectDef } from '../org/types.ts';
import { malformed } from '../soql/parse.ts';
import { type QueryResult, runQuery } from '../soql/run.ts';
import type { QuerySource } from '../soql/source.ts';
import { type ApiAnswer, type ApiCall, route } from './api.ts';
import { findCursor, openCursor } from './cursors.ts';
import { checkFilter } from './queryRules.ts';

/** Rows of one page where the caller asks for nothing else, and the most that it may ask for. */
const PAGE = 2000;
const SMALLEST_PAGE = 200;
/** The org's records as the caller may read them. */
export function sourceOf(call: ApiCall): QuerySource {
  const { org, userId } = call;
  return {
    objectDef: (name) => readableObject(org, userId, name),
    rows: (object, all) => rowsOf(org, object, userId, all),
    resolve: (id) => resolveId(org, id),
    checkFilter: (object, fixed) => checkFilter(call, object, fixed),
    hiddenFields: (object) => org.hiddenFields(userId, object),
    now: org.now,
    url: (object, id) => `/services/data/v${call.version}/sobjects/${object}/${id}`,
  };
}

/** The object where it exists and the user may read it: Salesforce does not tell the two apart. */
export function readableObject(org: Org, userId: string, name: string): ObjectDef | undefined {
  const def = org.objectDef(name);
  return def && accessTo(org, userId, def).read ? def : undefined;
}

/** What the user may do with an object; a history is read as what it tells of. */
export function accessTo(org: Org, userId: string, def: ObjectDef): ObjectAccess {
  return org.permissions.access(userId, def.historyOf ?? def.name);
}

export const queryRoutes = [
  route('GET', /^\/query\/?$/, (call) => firstPage(call, 'query', false)),
  route('GET', /^\/queryAll\/?$/, (call) => firstPage(call, 'queryAll', true)),
  route('GET', /^\/(query|queryAll)\/([^/]+)$/, (call, [resource = 'query', locator = '']) =>
    nextPage(call, resource, locator),
  ),
];

function firstPage(call: ApiCall, resource: string, includeDeleted: boolean): ApiAnswer {
  const soql = call.query.get('q');
  if (!soql) throw malformed('A query string has to be specified');
  const result = runQuery(soql, sourceOf(call), includeDeleted);
  const { totalSize } = result;
  const size = pageSize(call);
  // A bare COUNT() has a size without rows.
  if (totalSize <= size || result.page(0, 1).length === 0)
    return { status: 200, body: { totalSize, done: true, records: result.page(0, size) } };
  return pageAnswer(call, resource, openCursor(call.org, call.userId, result), result, 0);
}

function pageSize(call: ApiCall): number {
  const asked = /batchSize=(\d+)/i.exec(call.headers['sforce-query-options'] ?? '')?.[1];
  return asked ? Math.min(PAGE, Math.max(SMALLEST_PAGE, Number(asked))) : PAGE;
}

function nextPage(call: ApiCall, resource: string, locator: string): ApiAnswer {
  const cursor = findCursor(call.org, locator);
  if (!cursor || cursor.userId !== call.userId || cursor.offset >= cursor.result.totalSize)
    throw new SalesforceError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  return pageAnswer(call, resource, cursor.id, cursor.result, cursor.offset);
}

function pageAnswer(
  call: ApiCall,
  resource: string,
  id: string,
  { totalSize, page }: QueryResult,
  from: number,
): ApiAnswer {
  const to = from + pageSize(call);
  const done = to >= totalSize;
  const next = `/services/data/v${call.version}/${resource}/${id}-${to}`;
  return {
    status: 200,
    body: {
      totalSize,
      done,
      ...(!done && { nextRecordsUrl: next }),
      records: page(from, to),
    },
  };
}
