import { z } from 'zod';
import { many, paging, time, uuid } from './parts.ts';
import { User } from './people.ts';

const date = z.iso.date();
/** An IANA time zone; the asking person's own when left out. */
const timeZone = z.string().max(100).optional();

export const DayQuery = z.object({ ...paging, userId: many, date, timeZone });
const DayInterval = z.object({
  activityId: uuid,
  kind: z.enum(['activity', 'meeting']),
  from: time,
  /** Not cut at midnight. */
  to: time,
  feature: z.string(),
  category: z.string(),
  action: z.string(),
  title: z.string(),
  durationSource: z.enum(['estimated', 'actual', 'edited']),
  automation: z.boolean(),
  count: z.number(),
});
export const Day = z.object({
  date,
  timeZone: z.string(),
  /** The day's midnights: 23, 24 or 25 hours apart. */
  from: time,
  to: time,
  items: z.array(
    z.object({
      user: User.pick({ id: true, name: true, timeZone: true }),
      /** Connections on which somebody is mapped to the person: whose gaps may be theirs. */
      connectionIds: z.array(uuid),
      /** By begin; a meeting or call that reaches over midnight stands on both days. */
      intervals: z.array(DayInterval),
      /** True where the person has more entries on this day than are listed. */
      cut: z.boolean(),
    }),
  ),
  nextCursor: z.string().nullable(),
  /** Time of the day that is not certain, and why; null for those who may not see connections. */
  gaps: z
    .array(
      z.object({
        connectionId: uuid,
        connectionName: z.string(),
        features: z.array(z.string()),
        from: time,
        to: time,
        /** A hole's cause; `not_read`: older than what was read; `switched_off`: the features were off. */
        cause: z.string(),
        ongoing: z.boolean(),
        repairedAt: time.nullable(),
      }),
    )
    .nullable(),
});
export type Day = z.infer<typeof Day>;

export const TrendsQuery = z.object({
  userId: many,
  feature: many,
  category: many,
  /** First and last day, both included; at most 400 of them. */
  from: date,
  to: date,
  timeZone,
});
export const Trends = z.object({
  from: date,
  to: date,
  timeZone: z.string(),
  /** How many people the figures are of. */
  people: z.number(),
  /** Days that have entries. Automation stands apart and is not among `entries`. */
  days: z.array(z.object({ date, feature: z.string(), entries: z.number(), automation: z.number() })),
  /** When in the week, without automation; Monday is 1. */
  hours: z.array(z.object({ weekday: z.number(), hour: z.number(), entries: z.number() })),
  /** Time in meetings and calls by day. */
  meetings: z.array(
    z.object({
      date,
      meetings: z.number(),
      internalSeconds: z.number(),
      externalSeconds: z.number(),
      calls: z.number(),
      callSeconds: z.number(),
    }),
  ),
});
export type Trends = z.infer<typeof Trends>;

/** Moves of deals and cases into their stages by month, how many moved on since, and after how long. */
export const StageTrends = Trends.pick({ from: true, to: true, timeZone: true, people: true }).extend({
  items: z.array(
    z.object({
      /** `2026-01` */
      month: z.string(),
      feature: z.string(),
      stage: z.string(),
      moves: z.number(),
      left: z.number(),
      /** Median of the time until the next move; null where none moved on. */
      medianSeconds: z.number().nullable(),
    }),
  ),
});
