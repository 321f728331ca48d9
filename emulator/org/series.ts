import { toDate } from './derive.ts';
import type { Values } from './record.ts';
import type { Transaction } from './transaction.ts';

const WEEK = 7 * 86_400_000;
const HOUR = 3_600_000;

/** A weekly meeting as it is booked. */
export interface SeriesPlan {
  readonly subject: string;
  /** Epoch ms of the first occurrence. */
  readonly start: number;
  readonly count: number;
  /** User ids. */
  readonly invitees: readonly string[];
  /** As Lightning books it (Recurrence2), rather than Classic. */
  readonly lightning: boolean;
}

/** Ids of the series' own row and of its occurrences. */
export interface Series {
  readonly seriesId: string;
  readonly occurrenceIds: readonly string[];
}

/**
 * Books a recurring meeting: a row for the series, one for each occurrence, and for each invited user a
 * relation to the occurrence and a child event of their own.
 */
export function bookSeries(tx: Transaction, plan: SeriesPlan): Series {
  const { subject, start, count, invitees, lightning } = plan;
  const meeting = { Subject: subject, DurationInMinutes: 60, IsGroupEvent: invitees.length > 0 };
  const pattern = {
    Recurrence2PatternText: `RRULE:FREQ=WEEKLY;COUNT=${count}`,
    Recurrence2PatternVersion: '1',
  };
  const classic = {
    IsRecurrence: true,
    RecurrenceStartDateTime: start,
    RecurrenceEndDateOnly: toDate(start + (count - 1) * WEEK),
    RecurrenceTimeZoneSidKey: 'Europe/Berlin',
    RecurrenceType: 'RecursWeekly',
    RecurrenceInterval: 1,
    RecurrenceDayOfWeekMask: 2 ** new Date(start).getUTCDay(),
  };
  const seriesId = tx.create('Event', {
    ...meeting,
    ActivityDateTime: start,
    GroupEventType: '3',
    ...(lightning ? { ...pattern, IsRecurrence2: true } : classic),
  });
  const link: Values = lightning
    ? { ...pattern, IsRecurrence2: true, ActivityRecurrence2Id: seriesId }
    : { RecurrenceActivityId: seriesId };
  const occurrenceIds = Array.from({ length: count }, (_, index) => {
    const GroupEventType = invitees.length > 0 ? '1' : '0';
    const one = { ...meeting, ActivityDateTime: start + index * WEEK, GroupEventType, ...link };
    const id = tx.create('Event', one);
    for (const user of invitees) invite(tx, id, user, one);
    return id;
  });
  return { seriesId, occurrenceIds };
}

/** Changes the pattern of a series as Salesforce does: all of it is deleted, and booked anew. */
export function rebookSeries(tx: Transaction, old: readonly string[], plan: SeriesPlan): Series {
  for (const id of old) tx.delete('Event', id);
  return bookSeries(tx, { ...plan, start: plan.start + HOUR });
}

function invite(tx: Transaction, eventId: string, user: string, one: Values): void {
  tx.create('EventRelation', { EventId: eventId, RelationId: user });
  tx.create('Event', { ...one, IsChild: true, OwnerId: user });
}
