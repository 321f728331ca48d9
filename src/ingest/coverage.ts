import type { Batch, Span, SweepBatch, SweepPath } from '../activity/service.ts';
import { addCoverage, type CoveredBy, extendCoverage } from '../store/coverage.ts';
import type { Queries } from '../store/database.ts';
import { touchFeatures } from '../store/features.ts';
import { openHole } from '../store/holes.ts';
import { hurryJob } from '../store/jobs.ts';
import type { ConnectionRef } from './context.ts';

/**
 * Writes into the ledger what a batch proves: holes first, then the time up to which its features are covered. Of
 * a sweep that is the spans that it has read to their end. `source` names what reads: `cdc`, a path (its regular
 * sweep), or what else reads by a path (`backfill:delta`).
 */
export async function coverBatch(
  tx: Queries,
  ref: ConnectionRef,
  source: string,
  batch: Batch | SweepBatch,
  now: number,
): Promise<void> {
  if ('read' in batch) return coverSpans(tx, ref, source, batch.read);
  const { accountId, connectionId } = ref;
  const holes = batch.holes ?? [];
  for (const hole of holes) await openHole(tx, accountId, connectionId, hole, now);
  if (holes.length > 0) await hurryJob(tx, { accountId, connectionId, kind: 'repair' }, now);
  if (batch.coveredTo === null) return;
  const first = batch.changes.reduce((least, change) => Math.min(least, change.at), batch.coveredTo);
  await extendCoverage(tx, accountId, connectionId, batch.features, first, batch.coveredTo);
  const path = source === 'cdc' ? 'cdc' : 'sweep';
  await touchFeatures(tx, accountId, connectionId, batch.features, path, batch.coveredTo);
}

/** Names what reads by a path, for its position and the ledger; the regular sweep is called like its path. */
export function toSource(by: Exclude<CoveredBy, 'stream' | 'sweep'>, path: SweepPath): string {
  return `${by}:${path}`;
}

/** Writes spans that a source has read into the ledger. */
export async function coverSpans(
  on: Queries,
  ref: ConnectionRef,
  source: string,
  spans: readonly Span[],
): Promise<void> {
  const { accountId, connectionId } = ref;
  const [by, path] = source.includes(':') ? source.split(':') : ['sweep', source];
  for (const { feature, from, to } of spans) {
    const row = { feature, path: path as SweepPath, by: by as CoveredBy, from, to };
    await addCoverage(on, accountId, connectionId, row);
    await touchFeatures(on, accountId, connectionId, [feature], 'sweep', to);
  }
}
