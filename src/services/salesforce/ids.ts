// The first three characters of a record id tell its object (Object Reference, "ID field type").
const typesByPrefix: Readonly<Record<string, string>> = {
  '001': 'Account',
  '003': 'Contact',
  '006': 'Opportunity',
  '00Q': 'Lead',
  '00T': 'Task',
  '00U': 'Event',
  '02i': 'Asset',
  '500': 'Case',
  '701': 'Campaign',
  '800': 'Contract',
  '801': 'Order',
};

/** The object that an id belongs to, null for custom objects and for what is no record with a name. */
export function typeOfId(id: string): string | null {
  return typesByPrefix[id.slice(0, 3)] ?? null;
}

/** Path of a record's page in Lightning Experience. */
export function recordPath(objectType: string, id: string): string {
  return `/lightning/r/${objectType}/${id}/view`;
}
