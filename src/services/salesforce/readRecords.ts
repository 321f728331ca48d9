import type { Feature, ObjectReads } from '../../activity/feature.ts';
import type { ReadRecord } from '../../activity/service.ts';
import { toQueryRequest } from './composite.ts';
import type { DescribedObject } from './describe.ts';
import { SalesforceError } from './errors.ts';
import { isOutsider } from './features/people.ts';
import { toLongId } from './ids.ts';
import type { Rest, Row } from './rest.ts';
import { columnsOf, toReadRecord } from './rows.ts';

const idsAtOnce = 200;
const queriesAtOnce = 5;

interface Part {
  readonly type: string;
  readonly soql: string;
  readonly toRecord: (row: Row) => ReadRecord;
}

/**
 * Reads records by id with GET: one query for each type and 200 ids, five queries an API call. What is not
 * there, or may not be seen, is left out. Events come with whether people from outside and colleagues attend.
 */
export async function readRecords(
  rest: Rest,
  features: readonly Feature[],
  describe: (types: readonly string[]) => Promise<ReadonlyMap<string, DescribedObject>>,
  wanted: readonly { type: string; id: string }[],
): Promise<readonly ReadRecord[]> {
  const idsByType = new Map<string, string[]>();
  for (const { type, id } of wanted) idsByType.set(type, [...(idsByType.get(type) ?? []), id]);
  const described = await describe([...idsByType.keys()]);
  const parts = [...idsByType].flatMap(([type, ids]) => {
    const object = described.get(type);
    return object === undefined ? [] : toParts(object, readsOf(features, type), ids);
  });
  parts.push(...toAttendeeParts(idsByType.get('Event') ?? []));
  const rows: Answer[] = [];
  for (let from = 0; from < parts.length; from += queriesAtOnce) {
    rows.push(...(await readParts(rest, parts.slice(from, from + queriesAtOnce))));
  }
  return withAttendees(rows);
}

/** The rows of one query; those of an invitation tell of its event. */
interface Answer {
  readonly type: string;
  readonly records: readonly Row[];
  readonly toRecord: Part['toRecord'];
}

const invitation = 'EventRelation';

/** Queries for who is invited to events: an event does not tell it, nor does a change of it. */
function toAttendeeParts(eventIds: readonly string[]): Part[] {
  const parts: Part[] = [];
  for (let from = 0; from < eventIds.length; from += idsAtOnce) {
    const list = eventIds.slice(from, from + idsAtOnce).map(quoteId);
    const soql = `SELECT EventId, RelationId FROM EventRelation WHERE EventId IN (${list.join(', ')})`;
    parts.push({ type: invitation, soql, toRecord: () => noInvitation() });
  }
  return parts;
}

function noInvitation(): never {
  throw new Error('an invitation is no record');
}

/** Records, the events among them with `attendeesExternal` and `attendeesInternal`: never who they are. */
function withAttendees(answers: readonly Answer[]): ReadRecord[] {
  const invited = new Map<string, string[]>();
  const isRead = answers.some(({ type }) => type === invitation);
  for (const row of answers.filter(({ type }) => type === invitation).flatMap(({ records }) => records)) {
    const event = toLongId(String(row.EventId));
    invited.set(event, [...(invited.get(event) ?? []), toLongId(String(row.RelationId))]);
  }
  return answers.flatMap(({ type, records, toRecord }) => {
    if (type === invitation) return [];
    const read = records.map(toRecord);
    if (type !== 'Event' || !isRead) return read;
    return read.map((record) => ({
      ...record,
      values: { ...record.values, ...attendees(invited.get(record.id) ?? [], record.values.OwnerId) },
    }));
  });
}

function attendees(ids: readonly string[], owner: unknown) {
  return {
    attendeesExternal: ids.some(isOutsider),
    attendeesInternal: ids.some((id) => id.startsWith('005') && id !== owner),
  };
}

// An object that no feature reads has a name all the same.
function readsOf(features: readonly Feature[], type: string): ObjectReads {
  const known = features.flatMap((feature) => feature.objects).find((reads) => reads.type === type);
  const name = (values: Readonly<Record<string, unknown>>) =>
    typeof values.Name === 'string' ? values.Name : null;
  return known ?? { type, streamed: false, keep: ['Name'], show: [], ignore: [], nameOf: name };
}

function toParts(described: DescribedObject, reads: ObjectReads, ids: readonly string[]): Part[] {
  const columns = columnsOf(reads, described);
  const names = [...new Set(['Id', ...columns.map(({ column }) => column)])].join(', ');
  const parts: Part[] = [];
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const list = ids.slice(from, from + idsAtOnce).map(quoteId);
    const soql = `SELECT ${names} FROM ${reads.type} WHERE Id IN (${list.join(', ')})`;
    parts.push({ type: reads.type, soql, toRecord: (row) => toReadRecord(row, reads, columns) });
  }
  return parts;
}

function quoteId(id: string): string {
  if (!/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(id)) throw new Error('not a Salesforce id');
  return `'${id}'`;
}

async function readParts(rest: Rest, parts: readonly Part[]): Promise<Answer[]> {
  const answers = await rest.composite(
    parts.map(({ soql }, index) => toQueryRequest(`records${index}`, soql)),
  );
  return answers.flatMap((answer, index) => {
    if (answer.error instanceof SalesforceError) return [];
    if (answer.error !== undefined) throw answer.error;
    const { type, toRecord } = parts[index]!;
    return [{ type, toRecord, records: (answer.body as { records: Row[] }).records }];
  });
}
