import type { Batch } from '../activity/service.ts';
import { extendCoverage, openHole } from '../store/coverage.ts';
import type { Queries } from '../store/database.ts';
import { touchFeatures } from '../store/features.ts';
import type { ConnectionRef } from './context.ts';

/** Writes into the ledger what a batch proves: holes first, then the time up to which its features are covered. */
export async function coverBatch(
  tx: Queries,
  ref: ConnectionRef,
  source: string,
  batch: Batch,
  now: number,
): Promise<void> {
  const { accountId, connectionId } = ref;
  for (const hole of batch.holes ?? []) await openHole(tx, accountId, connectionId, hole, now);
  if (batch.coveredTo === null) return;
  const first = batch.changes.reduce((least, change) => Math.min(least, change.at), batch.coveredTo);
  await extendCoverage(tx, accountId, connectionId, batch.features, first, batch.coveredTo);
  const path = source === 'cdc' ? 'cdc' : 'sweep';
  await touchFeatures(tx, accountId, connectionId, batch.features, path, batch.coveredTo);
}
