import { SalesforceError } from '../org/errors.ts';
import type { Org } from '../org/org.ts';
import type { OrgRecord } from '../org/record.ts';
import { deletedAt, RECYCLE_BIN_MS, rowsOf } from '../org/rows.ts';
import type { ObjectDef } from '../org/types.ts';
import { renderDateTime } from '../soql/render.ts';
import { type ApiAnswer, type ApiCall, route } from './api.ts';
import { requireResource } from './sobjects.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** How far back getUpdated looks. Source: REST API Developer Guide, "sObject Get Updated". */
const UPDATED_MS = 30 * DAY;
/** More ids than this are refused. */
const MAX_IDS = 600_000;

/** What was changed or deleted in a span of time: getUpdated and getDeleted of the SOAP API as resources. */
export const replicationRoutes = [
  route('GET', /^\/sobjects\/(\w+)\/updated\/?$/, (call, [name = '']) =>
    updated(call, requireReplicateable(call, name)),
  ),
  route('GET', /^\/sobjects\/(\w+)\/deleted\/?$/, (call, [name = '']) =>
    deleted(call, requireReplicateable(call, name)),
  ),
];

function requireReplicateable(call: ApiCall, name: string): ObjectDef {
  const def = requireResource(call, name);
  if (def.replicateable) return def;
  throw new SalesforceError(
    400,
    'INVALID_TYPE_FOR_OPERATION',
    `entity type ${def.name} is not replicateable`,
  );
}

function updated(call: ApiCall, def: ObjectDef): ApiAnswer {
  const span = readSpan(call, UPDATED_MS, 0);
  const at = (row: OrgRecord): number =>
    Number(row.SystemModstamp ?? row.LastModifiedDate ?? row.CreatedDate);
  const ids = idsOf(call, def, span, (row) => row.IsDeleted !== true && isWithin(at(row), span));
  const latestDateCovered = renderDateTime(Math.min(span.end, covered(call.org)));
  return { status: 200, body: { ids: ids.map((row) => row.Id), latestDateCovered } };
}

function deleted(call: ApiCall, def: ObjectDef): ApiAnswer {
  const { org } = call;
  const span = readSpan(call, RECYCLE_BIN_MS, MINUTE);
  const at = (object: ObjectDef, row: OrgRecord): number => deletedAt(org, object.name, row);
  // A history table answers for all of them, but for OpportunityHistory, which stands for itself.
  const objects = org.objects.filter(
    (each) => each.name === def.name || (def.keyPrefix === '017' && each.keyPrefix === '017'),
  );
  const rows = objects.flatMap((object) =>
    idsOf(call, object, {}, (row) => row.IsDeleted === true && isWithin(at(object, row), span)).map(
      (row) => ({
        id: row.Id,
        deletedDate: renderDateTime(at(object, row)),
      }),
    ),
  );
  return {
    status: 200,
    body: {
      deletedRecords: rows,
      earliestDateAvailable: renderDateTime(org.now() - RECYCLE_BIN_MS),
      latestDateCovered: renderDateTime(Math.min(span.end, covered(org))),
    },
  };
}

/** `span` bounds what is read where the table is kept in the order of time. */
function idsOf(
  { org, userId }: ApiCall,
  def: ObjectDef,
  { start, end }: Partial<Span>,
  keep: (row: OrgRecord) => boolean,
): OrgRecord[] {
  const rows = rowsOf(org, def.name, userId, true);
  const found: OrgRecord[] = [];
  const bounds = rows.orderedBy && start !== undefined && end !== undefined ? { from: start, to: end } : {};
  for (const ref of rows.refs(bounds)) {
    const row = rows.row(ref);
    if (rows.shows?.(row) === false || !keep(row)) continue;
    found.push(row);
    if (found.length > MAX_IDS)
      throw new SalesforceError(400, 'EXCEEDED_ID_LIMIT', `more than ${MAX_IDS} ids: choose a shorter span`);
  }
  return found;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const isWithin = (at: number, { start, end }: Span): boolean => at >= start && at < end;

/** Up to when nothing can change any more: the start of the oldest transaction that is still open, in whole seconds. */
function covered(org: Org): number {
  return Math.floor(Math.min(org.now(), org.openSince() ?? org.now()) / 1000) * 1000;
}

/** `start` and `end`, whose seconds do not count; start must come before end by more than `least` ms. */
function readSpan({ org, query }: ApiCall, reachMs: number, least: number): Span {
  const start = readMinute(query.get('start'), 'start');
  const end = readMinute(query.get('end'), 'end');
  const refuse = (message: string): never => {
    throw new SalesforceError(400, 'INVALID_REPLICATION_DATE', message);
  };
  if (end <= start || end - start < least) refuse('startDate must be before endDate by more than a minute');
  // The day itself counts in whole: "no more than 30 days previous to the day the call is executed".
  if (start < Math.floor(org.now() / DAY) * DAY - reachMs)
    refuse(`startDate cannot be more than ${reachMs / DAY} days ago`);
  return { start, end };
}

function readMinute(text: string | null, name: string): number {
  // An offset's plus sign that was not encoded arrives as a space.
  const iso = (text ?? '').replace(' ', '+').replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? Date.parse(iso) : Number.NaN;
  if (Number.isNaN(at))
    throw new SalesforceError(400, 'MALFORMED_QUERY', `${name}: not a date-time: ${text ?? 'missing'}`);
  return Math.floor(at / MINUTE) * MINUTE;
}
