import type { Span } from '@opentelemetry/api';
import { Counter, Histogram, Registry } from 'prom-client';
import type { Batch } from '../activity/service.ts';
import type { IngestResult } from './pipeline.ts';

// What the database counts is read there; this is what only the process that does the work knows.
/** Measures of the work that this process does; `/metrics` tells them beside the others. */
export const workMeasures = new Registry();

const registers = [workMeasures];
const events = new Counter({
  ...{ name: 'worksights_events_total', help: 'Changes that sources told, known ones included', registers },
  labelNames: ['path'],
});
const activities = new Counter({
  ...{
    name: 'worksights_activities_total',
    help: 'Activities written, again too where they changed',
    registers,
  },
  labelNames: ['path'],
});
const latency = new Histogram({
  ...{
    name: 'worksights_stream_latency_seconds',
    help: 'From the save in the service to the stored row',
    registers,
  },
  buckets: [0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 600],
});
const retries = new Counter({
  ...{
    name: 'worksights_stream_retries_total',
    help: 'Streams that were begun again after a failure',
    registers,
  },
  labelNames: ['kind'],
});
// Told as zero from the start: a rate over something that is not there yet is no zero.
for (const path of ['cdc', 'delta', 'field_history']) {
  events.inc({ path }, 0);
  activities.inc({ path }, 0);
}
for (const kind of ['fast', 'slow']) retries.inc({ kind }, 0);

/** Counts a stored batch; `now` is epoch ms. */
export function measureBatch(source: string, batch: Batch, result: IngestResult, now: number): void {
  // A source names what it is for before its path, where that is not the usual: `backfill:delta`.
  const path = source.split(':').at(-1)!;
  events.inc({ path }, batch.changes.length);
  activities.inc({ path }, result.written);
  if (path !== 'cdc') return;
  for (const { at } of batch.changes) latency.observe(Math.max(0, (now - at) / 1000));
}

/** Counts a stream that failed and is begun again, by how soon. */
export function measureRetry(kind: 'fast' | 'slow'): void {
  retries.inc({ kind });
}

const MOST_EVENTS = 100;

/** Writes on a span which change came, so that a row can be traced to its event: keys and kinds, no values. */
export function traceChanges(span: Span, batch: Batch): void {
  if (!span.isRecording()) return;
  for (const { key, feature, objectType, action, at } of batch.changes.slice(0, MOST_EVENTS)) {
    span.addEvent('change', { key, feature, objectType, action, at: new Date(at).toISOString() });
  }
}

/** Writes on a span what became of its batch. */
export function traceResult(span: Span, result: IngestResult): void {
  const { stored, written, removed, rejected } = result;
  span.setAttributes({ stored, written, removed, rejected });
}
