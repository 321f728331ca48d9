import type { OrgRecord } from '../org/record.ts';
import type { ObjectDef } from '../org/types.ts';

/** The records that a query runs over, already reduced to what its user may read. */
export interface QuerySource {
  /** undefined: unknown or not readable, which Salesforce does not tell apart. */
  objectDef(name: string): ObjectDef | undefined;
  rows(object: string): readonly OrgRecord[];
  /** The object and record that an id names, for lookups with several targets. */
  resolve(id: string): { object: string; record: OrgRecord } | undefined;
  /** Throws where the object may not be queried by a filter that fixes only these fields (lower case, by = or IN). */
  checkFilter?(object: string, fixed: ReadonlySet<string>): void;
  hiddenFields(object: string): ReadonlySet<string>;
  now(): number;
  /** `attributes.url` of a record. */
  url(object: string, id: string): string;
}
