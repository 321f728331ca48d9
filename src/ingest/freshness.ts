import type { Service } from '../activity/service.ts';
import { listNewestCoverage } from '../store/coverage.ts';
import type { Queries } from '../store/database.ts';
import type { ConnectionRef } from './context.ts';
import { findNewest, type SpanInput, type SweptFeature } from './spans.ts';

/** The features of a service with the paths by which they are swept. */
export function toSwept(service: Service): SweptFeature[] {
  return service.features.map(({ key, defaultPath }) => ({
    ...{ key, defaultPath },
    paths: service.sweepPaths(key),
  }));
}

/**
 * The newest moment up to which all of a feature is known to be read, epoch ms: by the stream, or the delta sweep in
 * its place; of what is only swept, as far as its slowest path has come. Null where nothing was read yet.
 */
export function toCertain(newest: SpanInput['newest'], feature: SweptFeature): number | null {
  const ofPath = (path: 'cdc' | 'delta' | 'field_history') => findNewest(newest, feature.key, path);
  if (feature.defaultPath === 'cdc') {
    const ends = [ofPath('cdc'), ofPath('delta')].filter((end) => end !== null);
    return ends.length === 0 ? null : Math.max(...ends);
  }
  const ends = feature.paths.map(ofPath);
  return ends.length === 0 || ends.includes(null) ? null : Math.min(...(ends as number[]));
}

/** By feature, the newest moment up to which all is known to be read. */
export async function readCertain(
  on: Queries,
  ref: ConnectionRef,
  service: Service,
): Promise<Map<string, number | null>> {
  const newest = await listNewestCoverage(on, ref.accountId, ref.connectionId);
  return new Map(toSwept(service).map((feature) => [feature.key, toCertain(newest, feature)]));
}
