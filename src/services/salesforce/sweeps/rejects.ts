import type { Reject } from '../../../activity/service.ts';
import type { Table } from './tables.ts';

/** A row that cannot be understood; what it said is not kept. */
export function toReject({ feature, object }: Table, key: string, reason: string): Reject {
  const payload = Buffer.alloc(0);
  return { key, feature: feature.key, reason: `${object}: ${reason}`, payload, schemaId: '' };
}
