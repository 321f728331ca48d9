import { toQueryRequest } from '../composite.ts';
import { SalesforceError } from '../errors.ts';
import type { Page, Rest, Row } from '../rest.ts';
import { idOf } from './rowValues.ts';
import type { Table } from './tables.ts';

const idsAtOnce = 200;
const queriesAtOnce = 5;

/** Every note is linked to its owner, and may be to the org or a library: these are no records of a customer. */
const noRecords = /^(005|00D|058)/;

/**
 * The record that each of the notes is on, by the note's id. Links may be asked for by id only (Object Reference,
 * "ContentDocumentLink"); where they cannot be read, notes stand without a record.
 */
export async function readParents(
  rest: Pick<Rest, 'composite' | 'get'>,
  table: Table,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const links = table.reads.delta?.links;
  if (links === undefined || ids.length === 0) return new Map();
  const queries: string[] = [];
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const list = ids.slice(from, from + idsAtOnce).map((id) => `'${id}'`);
    queries.push(
      `SELECT ${links.record}, ${links.parent} FROM ${links.object} WHERE ${links.record} IN (${list.join(', ')})`,
    );
  }
  const found = new Map<string, string[]>();
  for (let from = 0; from < queries.length; from += queriesAtOnce) {
    for (const row of await readRows(rest, queries.slice(from, from + queriesAtOnce))) {
      const [note, parent] = [idOf(row[links.record]), idOf(row[links.parent])];
      if (note === null || parent === null || noRecords.test(parent)) continue;
      found.set(note, [...(found.get(note) ?? []), parent]);
    }
  }
  return new Map([...found].map(([note, parents]) => [note, firstOf(parents)]));
}

async function readRows(rest: Pick<Rest, 'composite' | 'get'>, queries: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  const requests = queries.map((soql, index) => toQueryRequest(`links${index}`, soql));
  for (const { error, body } of await rest.composite(requests)) {
    if (error !== undefined && !(error instanceof SalesforceError)) throw error;
    let page = error === undefined ? (body as Page<Row>) : null;
    while (page !== null) {
      rows.push(...page.records);
      page = page.done || !page.nextRecordsUrl ? null : await nextPage(rest, page.nextRecordsUrl);
    }
  }
  return rows;
}

async function nextPage(rest: Pick<Rest, 'get'>, url: string): Promise<Page<Row> | null> {
  try {
    return await rest.get<Page<Row>>(url);
  } catch (error) {
    if (error instanceof SalesforceError) return null;
    throw error;
  }
}

/** Links bear no order, so the choice is by id: the same at each reading. */
function firstOf(parents: readonly string[]): string {
  return [...parents].sort()[0]!;
}
