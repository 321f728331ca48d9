import type { OrgRecord } from '../org/record.ts';
import type { Rows } from '../org/rowStore.ts';
import type { ObjectDef } from '../org/types.ts';

/** The records that a query runs over, already reduced to what its user may read. */
export interface QuerySource {
  /** undefined: unknown or not readable, which Salesforce does not tell apart. */
  objectDef(name: string): ObjectDef | undefined;
  /** `all`: with those that are deleted or archived, as queryAll reads them. */
  rows(object: string, all: boolean): Rows;
  /** The object and record that an id names, for lookups with several targets. */
  resolve(id: string): { object: string; record: OrgRecord } | undefined;
  /** Throws where the object may not be queried by a filter that fixes only these fields (lower case, by = or IN). */
  checkFilter?(object: string, fixed: ReadonlySet<string>): void;
  hiddenFields(object: string): ReadonlySet<string>;
  now(): number;
  /** `attributes.url` of a record. */
  url(object: string, id: string): string;
}
