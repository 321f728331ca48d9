import { randomUUID } from 'node:crypto';
import type { CommittedChange, ObjectDef } from '../org/types.ts';

const ID = 'a00000000000001AAA';

/** A custom object that the org does not have. */
export function foreignObject(name: string): ObjectDef {
  return {
    name,
    label: name,
    labelPlural: name,
    keyPrefix: 'a00',
    fields: [
      { name: 'Name', label: 'Name', type: 'string' },
      { name: 'LastModifiedDate', label: 'Last Modified Date', type: 'datetime' },
    ],
    hasChangeEvents: true,
    replicateable: true,
    writeable: false,
  };
}

/** A change of a record of such an object. */
export function foreignChange(entity: string, now: number): CommittedChange {
  return {
    entity,
    changeType: 'UPDATE',
    recordIds: [ID],
    changeOrigin: '',
    transactionKey: randomUUID(),
    sequenceNumber: 1,
    commitTimestamp: Math.floor(now / 1000) * 1000,
    commitNumber: 1n,
    commitUser: '005000000000001AAA',
    values: { Name: 'Foreign', LastModifiedDate: Math.floor(now / 1000) * 1000 },
    changed: ['Name', 'LastModifiedDate'],
    nulled: [],
    diff: [],
  };
}
