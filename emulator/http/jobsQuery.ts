import { type FieldType, parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { SalesforceError } from '../org/errors.ts';
import { type Selected, selectRows } from '../soql/run.ts';
import type { QuerySource } from '../soql/source.ts';

/** Query errors come under one code: those of REST stand in no answer to a job. */
function apiError(message: string): SalesforceError {
  return new SalesforceError(400, 'API_ERROR', message);
}

/** Objects that are computed for their reader: the Bulk API does not know them. */
const UNSUPPORTED = new Set(['UserPermissionAccess', 'PlatformEventUsageMetric', 'UserRecordAccess']);

/** Objects of the emulator whose tables the Bulk API can divide by id; a history table goes with its object. */
const CHUNKABLE = new Set([
  'Account',
  'Case',
  'CaseComment',
  'Contact',
  'ContentDocument',
  'ContentNote',
  'ContentVersion',
  'EmailMessage',
  'Event',
  'EventRelation',
  'FeedItem',
  'Lead',
  'Note',
  'Opportunity',
  'OpportunityHistory',
  'Task',
  'User',
  'UserRole',
]);

/** What a job is to deliver. */
export interface JobQuery extends Selected {
  readonly isPkChunkingSupported: boolean;
}

/** Judges the query of a job and finds its rows; throws the errors of job creation. */
export function selectForJob(soql: string, source: QuerySource, includeDeleted: boolean): JobQuery {
  const selected = select(soql, source, includeDeleted);
  const { def, query, columns } = selected;
  if (UNSUPPORTED.has(def.name))
    throw new SalesforceError(400, 'INVALIDENTITY', `Entity '${def.name}' is not supported by the Bulk API.`);
  for (const { field } of columns) {
    if (field.type === 'address') throw apiError('Selecting compound data not supported in Bulk Query');
    if (field.type === 'base64')
      throw apiError('Blob field not supported in Bulk V2 Query with CSV content type');
  }
  const isPkChunkingSupported =
    CHUNKABLE.has(def.name.replace(/(Field)?History$/, '')) || CHUNKABLE.has(def.name);
  const isChunked = isPkChunkingSupported && query.orderBy === undefined && query.limit === undefined;
  return { ...selected, isPkChunkingSupported, found: isChunked ? inChunks(selected.found) : selected.found };
}

function select(soql: string, source: QuerySource, includeDeleted: boolean): Selected {
  let query: Query;
  try {
    query = parseQuery(soql);
  } catch {
    // Said in the same words as every malformed query.
    query = {};
  }
  refuseClauses(query);
  try {
    return selectRows(soql, source, includeDeleted);
  } catch (error) {
    if (error instanceof SalesforceError) throw apiError(error.message);
    throw error;
  }
}

const WORDS: Partial<Record<FieldType['type'], string>> = {
  FieldSubquery: 'Aggregate Relationships not supported in Bulk Query',
  FieldTypeof: 'TYPEOF is not supported in Bulk Query',
  FieldFunctionExpression: 'Functions in SELECT are not supported in Bulk Query',
};

function refuseClauses({ fields = [], groupBy, offset }: Query): void {
  const word = fields.map(({ type }) => WORDS[type]).find((each) => each !== undefined);
  if (word) throw apiError(word);
  if (groupBy !== undefined) throw apiError('GROUP BY is not supported in Bulk Query');
  if (offset !== undefined) throw apiError('OFFSET is not supported in Bulk Query');
}

/** Chunks are worked off side by side and end in any order: here the second half comes first. */
function inChunks<Row>(rows: readonly Row[]): readonly Row[] {
  const half = Math.floor(rows.length / 2);
  return [...rows.slice(half), ...rows.slice(0, half)];
}
