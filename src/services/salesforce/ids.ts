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

const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * The 18-character form of an id of 15 characters, under which ids are stored and compared; anything else stays
 * as it is. Each added character tells which of five are capitals (Salesforce Help, "Record IDs").
 */
export function toLongId(id: string): string {
  if (!/^[A-Za-z0-9]{15}$/.test(id)) return id;
  const suffix = [0, 5, 10].map((from) => {
    const capitals = [...id.slice(from, from + 5)].map((letter, bit) => Number(/[A-Z]/.test(letter)) << bit);
    return CHECKSUM[capitals.reduce((sum, bit) => sum + bit)];
  });
  return id + suffix.join('');
}
