import type { FeatureExample } from '../../../activity/feature.ts';

const at = Date.UTC(2026, 10, 23, 9, 0);
const start = Date.UTC(2026, 10, 25, 14, 0);
const minute = 60_000;
const owner = '005000000000001AAA';
const saver = '005000000000002AAA';
const jane = '003000000000001AAA';
const acme = '001000000000001AAA';
const names = { [jane]: 'Jane Doe', [acme]: 'Acme Inc.' };
const event = {
  Subject: 'Quarterly review',
  IsPrivate: false,
  IsAllDayEvent: false,
  IsChild: false,
  IsGroupEvent: false,
  ActivityDateTime: start,
  DurationInMinutes: 45,
  OwnerId: owner,
};
const created = { action: 'created', title: 'Created the event Quarterly review' } as const;
const meeting = { action: 'meeting', at: start, durationSeconds: 2700, durationSource: 'actual' } as const;

/** What the feature `events` makes of saves of one event. */
export const eventExamples: readonly FeatureExample[] = [
  {
    name: 'an event with a contact is an external meeting of its owner at its own time',
    changes: [
      { action: 'created', at, remoteUserId: saver, values: { ...event, WhoId: jane, WhatId: acme } },
    ],
    names,
    expect: [
      { ...created, category: 'record_change', remoteUserId: saver, at, durationSeconds: 60 },
      { ...meeting, title: 'Met Jane Doe of Acme Inc.', category: 'meeting_external', remoteUserId: owner },
    ],
  },
  {
    name: 'an attendee from outside makes a meeting with the account',
    changes: [{ action: 'created', at, values: { ...event, WhatId: acme, attendeesExternal: true } }],
    names,
    expect: [created, { ...meeting, title: 'Met Acme Inc.', category: 'meeting_external' }],
  },
  {
    name: 'an event with colleagues alone is an internal meeting',
    changes: [{ action: 'created', at, values: { ...event, IsGroupEvent: true } }],
    expect: [created, { ...meeting, title: 'Meeting: Quarterly review', category: 'meeting_internal' }],
  },
  {
    name: 'an event with nobody blocks the calendar',
    changes: [{ action: 'created', at, values: { ...event, Subject: 'Focus' } }],
    expect: [
      { action: 'created', title: 'Created the event Focus' },
      { ...meeting, title: 'Blocked time: Focus', category: 'calendar_block' },
    ],
  },
  {
    name: 'a whole day blocks the calendar, whoever it is with',
    changes: [
      {
        action: 'created',
        at,
        values: { ...event, Subject: 'Fair', WhoId: jane, IsAllDayEvent: true, DurationInMinutes: 1440 },
      },
    ],
    names,
    expect: [
      { action: 'created', title: 'Created the event Fair' },
      { action: 'meeting', title: 'Blocked time: Fair', category: 'calendar_block', durationSeconds: 86_400 },
    ],
  },
  {
    name: 'a moved event moves its meeting, and the calendar entries stay',
    changes: [
      { action: 'created', at, values: { ...event, WhoId: jane } },
      {
        action: 'updated',
        at: at + minute,
        values: { ActivityDateTime: start + 60 * minute, DurationInMinutes: 30 },
      },
    ],
    names,
    expect: [
      created,
      { action: 'updated', title: 'Rescheduled the event Quarterly review', at: at + minute },
      { action: 'meeting', title: 'Met Jane Doe', at: start + 60 * minute, durationSeconds: 1800 },
    ],
  },
  {
    name: 'a deleted event takes its meeting along',
    changes: [
      { action: 'created', at, values: { ...event, WhoId: jane } },
      { action: 'deleted', at: at + minute },
    ],
    expect: [created, { action: 'deleted', title: 'Deleted the event Quarterly review' }],
  },
  {
    name: 'a restored event has its meeting again',
    changes: [
      { action: 'created', at, values: { ...event, WhoId: jane } },
      { action: 'deleted', at: at + minute },
      { action: 'undeleted', at: at + 2 * minute, values: { ...event, WhoId: jane } },
    ],
    names,
    expect: [
      created,
      { action: 'deleted', title: 'Deleted the event Quarterly review' },
      { action: 'undeleted', title: 'Restored the event Quarterly review' },
      { ...meeting, title: 'Met Jane Doe' },
    ],
  },
  {
    name: 'a colleague’s copy is a meeting of that colleague and no calendar entry',
    changes: [{ action: 'created', at, values: { ...event, IsChild: true, OwnerId: saver } }],
    expect: [{ ...meeting, title: 'Meeting: Quarterly review', remoteUserId: saver }],
  },
  {
    name: 'the template of a series is nothing of its own',
    changes: [
      { action: 'created', at, values: { ...event, IsRecurrence: true } },
      { action: 'updated', at: at + minute, values: { DurationInMinutes: 30 } },
    ],
    expect: [],
  },
  {
    name: 'a private event says neither its subject nor with whom it is',
    changes: [
      { action: 'created', at, values: { ...event, Subject: 'Doctor', IsPrivate: true, WhoId: jane } },
      { action: 'updated', at: at + minute, values: { Subject: 'Surgeon' } },
    ],
    names,
    expect: [
      { action: 'created', title: 'Created the event Private' },
      { action: 'updated', title: 'Changed the subject of the event Private' },
      { ...meeting, title: 'Meeting: Private', category: 'meeting_external' },
    ],
  },
  {
    name: 'a new subject is not believed to be public before the event is known',
    changes: [{ action: 'updated', at, values: { Subject: 'Surgeon' } }],
    expect: [{ action: 'updated', title: 'Changed the subject of an event' }],
  },
];
