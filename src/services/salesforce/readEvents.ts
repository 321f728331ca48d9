import type { Change } from '../../activity/change.ts';
import type { Feature } from '../../activity/feature.ts';
import type { Hole, Reject } from '../../activity/service.ts';
import { type ChangeEvent, DecodeError, eventKey, type RawEvent } from './changeEvent.ts';
import { type FilledGap, fillGaps, type GapEvent, type ReadRecords } from './gaps.ts';
import { toChanges } from './normalise.ts';
import { decodeEvents, type SchemaCache } from './schemaCache.ts';

/** What raw events come to, in their order. */
export interface Reading {
  readonly changes: readonly Change[];
  readonly rejects: readonly Reject[];
  /** Keys of the rejects of which not even the object could be read. */
  readonly undecoded: readonly string[];
  readonly holes: readonly Hole[];
  /** Newest commit among them, epoch ms; null without one that could be read. */
  readonly lastAt: number | null;
}

/** What events are read with. */
export interface EventReader {
  readonly schemas: SchemaCache;
  readonly features: readonly Feature[];
  readonly readRecords: ReadRecords;
}

/** Decodes and normalises events; what cannot be understood becomes a reject, what carries no values is read again. */
export async function readEvents(reader: EventReader, events: readonly RawEvent[]): Promise<Reading> {
  const decoded = await decodeEvents(reader.schemas, events);
  const results = decoded.map((result, index) => readEvent(reader.features, events[index]!, result));
  const gaps = results.filter((result): result is { gap: GapEvent } => 'gap' in result);
  const filled = await fillGaps(
    gaps.map(({ gap }) => gap),
    reader.readRecords,
  );
  const byGap = new Map(gaps.map(({ gap }, index) => [gap, filled[index]!]));
  return collect(results, byGap, decoded);
}

type Result = { changes: readonly Change[] } | { reject: Reject } | { gap: GapEvent };

function readEvent(
  features: readonly Feature[],
  event: RawEvent,
  decoded: ChangeEvent | DecodeError,
): Result {
  if (decoded instanceof DecodeError) {
    const { id: _, replayId: __, ...rest } = event;
    return { reject: { ...rest, key: decoded.key, feature: null, reason: decoded.message } };
  }
  const feature = features.find((one) => one.objects.some((reads) => reads.type === decoded.entity));
  if (feature === undefined) return { reject: toForeign(event, decoded.entity) };
  const normalised = toChanges(decoded, features);
  return 'gap' in normalised ? { gap: { event: decoded, feature } } : normalised;
}

// Nothing is kept of what no feature reads, its values least of all.
function toForeign(event: RawEvent, entity: string): Reject {
  const reason = `no feature reads ${entity}`;
  return { key: eventKey(event), feature: null, reason, payload: Buffer.alloc(0), schemaId: event.schemaId };
}

function collect(
  results: readonly Result[],
  filled: ReadonlyMap<GapEvent, FilledGap>,
  decoded: readonly (ChangeEvent | DecodeError)[],
): Reading {
  const changes: Change[] = [];
  const rejects: Reject[] = [];
  const holes: Hole[] = [];
  for (const result of results) {
    const known = 'gap' in result ? filled.get(result.gap)! : result;
    if ('reject' in known) rejects.push(known.reject);
    else if ('hole' in known) holes.push(known.hole);
    else for (const change of known.changes) changes.push(change);
  }
  let lastAt: number | null = null;
  const undecoded: string[] = [];
  for (const one of decoded) {
    if (one instanceof DecodeError) undecoded.push(one.key);
    else lastAt = Math.max(lastAt ?? 0, one.commitTimestamp);
  }
  return { changes, rejects, undecoded, holes, lastAt };
}
