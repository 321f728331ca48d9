import { standardObjects } from './objects/index.ts';
import type { OrgRecord } from './record.ts';
import { HistoryStore, type RowSource, type Rows } from './rowStore.ts';

/** The records of one org by object. */
export interface Tables {
  /** All records of an object, deleted ones among them, in the order of creation (histories in that of their rows). */
  records(object: string): readonly OrgRecord[];
  /** The same for queries, without making all of them. */
  rows(object: string): Rows;
  find(object: string, id: string): OrgRecord | undefined;
  put(object: string, record: OrgRecord): void;
  remove(object: string, id: string): void;
  /** Fills a history table with rows that are made when they are read. */
  load(object: string, source: RowSource): void;
}

type Plain = Map<string, OrgRecord>;

export function createTables(): Tables {
  const plain = new Map<string, Plain>();
  const histories = new Map<string, { store: HistoryStore; parent: string }>();
  for (const { name, historyOf } of standardObjects) {
    if (historyOf) histories.set(name, { store: new HistoryStore(), parent: historyOf });
    else plain.set(name, new Map());
  }
  /** A row of a deleted record is deleted with it, and comes back with it. */
  const withParent = (row: OrgRecord, parent: string): OrgRecord => {
    const deleted = plain.get(parent)?.get(String(row[`${parent}Id`]))?.IsDeleted === true;
    return deleted ? { ...row, IsDeleted: true } : row;
  };
  const rows = (object: string): Rows => {
    const history = histories.get(object);
    if (!history) return toRows([...(plain.get(object)?.values() ?? [])]);
    const { store, parent } = history;
    return {
      orderedBy: store.orderedBy,
      refs: (bounds, descending) => store.refs(bounds, descending),
      row: (ref) => withParent(store.row(ref), parent),
    };
  };
  return {
    rows,
    records: (object) => {
      const { refs, row } = rows(object);
      return Array.from(refs(), row);
    },
    find: (object, id) => {
      const history = histories.get(object);
      if (!history) return plain.get(object)?.get(id);
      const row = history.store.find(id);
      return row && withParent(row, history.parent);
    },
    put: (object, record) => {
      plain.get(object)?.set(record.Id, record);
      histories.get(object)?.store.add(record);
    },
    remove: (object, id) => {
      plain.get(object)?.delete(id);
    },
    load: (object, source) => {
      const history = histories.get(object);
      if (!history) throw new Error(`${object} is no history table`);
      history.store.load(source);
    },
  };
}

/** Rows that stand in a list, in no order. */
export function toRows(list: readonly OrgRecord[]): Rows {
  return { refs: () => list, row: (ref) => ref as OrgRecord };
}
