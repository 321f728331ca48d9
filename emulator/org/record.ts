/** What a field holds: date-times as epoch ms, dates as `YYYY-MM-DD`. */
export type Value = string | number | boolean | null;

/** A record by REST field names; compound parts stand on their own (`MailingCity`), `Name` of a person is derived. */
export interface OrgRecord {
  readonly Id: string;
  readonly [field: string]: Value | undefined;
}

/** Field values that a caller wants to write. */
export type Values = Readonly<Record<string, Value>>;

/** What a record is called: most by Name, cases by number, activities by subject; null without a record. */
export function displayName(record: OrgRecord | undefined): Value {
  return record?.Name ?? record?.CaseNumber ?? record?.Subject ?? record?.Title ?? null;
}
