import type { Category } from '../../../activity/activity.ts';
import type { Change, RecordState, Values } from '../../../activity/change.ts';
import type {
  EntryDraft,
  Feature,
  ObjectReads,
  RecordEntry,
  TitleInput,
  Words,
} from '../../../activity/feature.ts';
import { eventExamples } from './events.examples.ts';
import { isAccount, isOutsider, isQueue, nameOrNoun } from './people.ts';
import {
  assignedTitle,
  changedTitle,
  recordChange,
  textOf,
  theRecord,
  touched,
  wholeRecordTitle,
} from './phrases.ts';

const reads: ObjectReads = {
  type: 'Event',
  streamed: true,
  keep: ['Subject', 'IsPrivate', 'IsChild', 'IsGroupEvent', 'GroupEventType', 'IsRecurrence', 'ActivityDate'],
  show: [
    'ActivityDateTime',
    'DurationInMinutes',
    'IsAllDayEvent',
    'ShowAs',
    'Type',
    'OwnerId',
    'WhoId',
    'WhatId',
  ],
  ignore: [
    'ActivityDate',
    'StartDateTime',
    'EndDateTime',
    'AccountId',
    'IsChild',
    'IsGroupEvent',
    'GroupEventType',
    'IsReminderSet',
    'ReminderDateTime',
  ],
  nameOf: (values) => textOf(values, 'Subject'),
  redact,
  lacks: (record) => lacksSubject(record) || lacksAttendees(record),
};

/** True where the subject was hidden and may be told again, but nobody has told it yet. */
function lacksSubject({ values, valuesAt }: RecordState): boolean {
  return values.IsPrivate !== true && values.Subject === privateSubject && valuesAt.Subject === 0;
}

/** True where who attends decides what the meeting is, and was not read since the event was last saved. */
function lacksAttendees({ values, valuesAt, saved }: RecordState): boolean {
  if (values.IsAllDayEvent === true || isOutsider(values.WhoId)) return false;
  return (valuesAt.attendeesExternal ?? Number.NEGATIVE_INFINITY) < saved.at;
}

/** What stands in place of a private event's subject. */
const privateSubject = 'Private';

/** Takes out the subject of a private event, and of one that may be private as far as is known yet. */
function redact(values: Values, { values: known, whole }: Pick<RecordState, 'values' | 'whole'>): Values {
  if (!('Subject' in values)) return values;
  if (known.IsPrivate === true) {
    return values.Subject === privateSubject ? values : { ...values, Subject: privateSubject };
  }
  if (known.IsPrivate !== undefined || whole) return values;
  const { Subject: _unsaid, ...rest } = values;
  return rest;
}

function isTemplate({ values }: RecordState): boolean {
  return values.IsRecurrence === true || values.GroupEventType === '3';
}

function changeEntry(change: Change, record: RecordState): EntryDraft | null {
  // A child repeats its parent's save once for every invited colleague; a template is in nobody's calendar.
  return record.values.IsChild === true || isTemplate(record) ? null : recordChange('events', change);
}

/** The meeting in its owner's calendar: at its own start, as long as it is, while the event exists. */
function recordEntries(record: RecordState): readonly RecordEntry[] {
  const owner = record.values.OwnerId;
  const at = startOf(record.values);
  const date = dateOf(record.values);
  if (record.deleted || isTemplate(record) || at === null) return [];
  if (typeof owner !== 'string' || isQueue(owner)) return [];
  const minutes = record.values.DurationInMinutes;
  return [
    {
      slot: 'meeting',
      feature: 'events',
      category: categoryOf(record.values),
      action: 'meeting',
      remoteUserId: owner,
      at,
      ...(date !== null && { date }),
      durationSeconds: typeof minutes === 'number' ? minutes * 60 : 0,
      durationSource: 'actual',
    },
  ];
}

function startOf({ ActivityDateTime, ActivityDate }: Values): number | null {
  if (typeof ActivityDateTime === 'number') return ActivityDateTime;
  return typeof ActivityDate === 'string' ? Date.parse(`${ActivityDate}T00:00:00Z`) : null;
}

/** The first day of an event that lasts all day: its times are midnights in UTC whatever the zone (Object Reference, "Event"). */
function dateOf(values: Values): string | null {
  if (values.IsAllDayEvent !== true) return null;
  if (typeof values.ActivityDate === 'string') return values.ActivityDate;
  const { ActivityDateTime: at } = values;
  return typeof at === 'number' ? new Date(at).toISOString().slice(0, 10) : null;
}

function categoryOf(values: Values): Category {
  if (values.IsAllDayEvent === true) return 'calendar_block';
  if (isOutsider(values.WhoId) || values.attendeesExternal === true) return 'meeting_external';
  // Children and group events have colleagues on them; `attendees…` are read from the event's relations.
  const internal =
    values.IsChild === true || values.IsGroupEvent === true || values.attendeesInternal === true;
  return internal ? 'meeting_internal' : 'calendar_block';
}

function title(input: TitleInput, words: Words): string {
  const { action, record } = input;
  if (action === 'meeting') return meetingTitle(record, words);
  const event = theRecord('event', record);
  return (
    wholeRecordTitle(input, event) ??
    (touched(input.changes, 'ActivityDateTime') ? `Rescheduled ${event}` : null) ??
    assignedTitle(input, words, event) ??
    changedTitle(input, words, event, reads)
  );
}

/** "Met Jane Doe of Acme Inc.", "Meeting: Quarterly review", "Blocked time: Focus". */
function meetingTitle({ values, name }: RecordState, words: Words): string {
  const category = categoryOf(values);
  if (category === 'meeting_external' && values.IsPrivate !== true) {
    const who = isOutsider(values.WhoId) ? nameOrNoun(values.WhoId, words) : null;
    const account = isAccount(values.WhatId) ? nameOrNoun(values.WhatId, words) : null;
    const met = [who, account].filter((each) => each !== null).join(' of ');
    if (met !== '') return `Met ${met}`;
  }
  const kind = category === 'calendar_block' ? 'Blocked time' : 'Meeting';
  return name === null ? kind : `${kind}: ${name}`;
}

/** The calendar: who changed it when, and the meetings themselves. */
export const events: Feature = {
  key: 'events',
  name: 'Events',
  defaultPath: 'cdc',
  objects: [reads],
  slots: ['meeting'],
  changeEntry,
  recordEntries,
  title,
  examples: eventExamples,
};
