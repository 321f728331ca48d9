import { z } from 'zod';
import { listOf, many, moment, paging, time, uuid } from './parts.ts';

/** Which entries are wanted: the same for the list, the live stream and the export. Repeatable ones are joined by "or". */
export const ActivityFilter = z.object({
  userId: many,
  connectionId: many,
  feature: many,
  category: many,
  action: many,
  /** The service's word for a kind of record, e.g. `Opportunity`. */
  objectType: many,
  objectId: many,
  /** Words that the title has, or that words of it begin with; all of them. */
  text: z.string().max(200).optional(),
  from: moment.optional(),
  to: moment.optional(),
});
const timelinePaging = {
  ...paging,
  /** From `cursor` to older entries, or to newer ones; a page is newest first either way. */
  direction: z.enum(['older', 'newer']).default('older'),
  /** Begins the list before this moment, without keeping it from what is newer; not together with `cursor`. */
  at: moment.optional(),
};
export const ActivityQuery = ActivityFilter.extend(timelinePaging);

export const Activity = z.object({
  id: uuid,
  userId: uuid,
  service: z.string(),
  connectionId: uuid,
  feature: z.string(),
  category: z.string(),
  action: z.string(),
  title: z.string(),
  object: z.object({
    type: z.string(),
    id: z.string().nullable(),
    name: z.string().nullable(),
    url: z.string().nullable(),
  }),
  changes: z.array(
    z.object({
      field: z.string(),
      label: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      fromId: z.string().nullable().optional(),
      toId: z.string().nullable().optional(),
      at: time,
    }),
  ),
  occurredAt: time,
  receivedAt: time,
  latencySeconds: z.number().nullable(),
  durationSeconds: z.number(),
  durationSource: z.enum(['estimated', 'actual', 'edited']),
  /** Who set the duration and when, and what it was reported to be; null where nobody did. */
  edited: z
    .object({
      by: z.object({ id: uuid, name: z.string() }).nullable(),
      at: time,
      reportedSeconds: z.number(),
      reportedSource: z.enum(['estimated', 'actual']),
    })
    .nullable(),
  actor: z.enum(['person', 'automation']).nullable(),
  via: z.string().nullable(),
  count: z.number(),
  paths: z.array(z.enum(['cdc', 'field_history', 'delta'])),
  /** How it came at first: `recovered` long after it happened, `backfill` from before the connection was made. */
  came: z.enum(['live', 'sweep', 'backfill', 'recovered']),
});
export type Activity = z.infer<typeof Activity>;
/** `nextCursor` goes on to older entries, `previousCursor` (with `direction=newer`) to newer ones; null where none are left. */
export const ActivityList = listOf(Activity).extend({ previousCursor: z.string().nullable() });
export const ActivityRemoved = z.object({ id: uuid });
export const ActivityParams = z.object({ id: z.string() });
/** Which paths told of an entry, when each says that it was saved, and when it arrived; in that order. */
export const ReportList = z.object({
  items: z.array(
    z.object({
      path: z.enum(['cdc', 'field_history', 'delta']),
      /** Of a bulk entry one item a path: its first save, the first and last arrival, and how many records. */
      at: time,
      arrivedAt: time,
      lastArrivedAt: time,
      records: z.number(),
    }),
  ),
});
/** A record of a service by the service's own words, e.g. `Opportunity/006...`. */
export const ObjectParams = z.object({ type: z.string().max(100), id: z.string().max(100) });
export const ObjectQuery = z.object({ connectionId: many, ...timelinePaging });
/** Seconds, at most a day; null takes an edit back. */
export const DurationRequest = z.object({ seconds: z.number().nullable() });
export const ExportQuery = ActivityFilter.extend({ format: z.enum(['csv', 'jsonl']).default('csv') });
