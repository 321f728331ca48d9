import type { FieldDef } from '../types.ts';
import {
  defineObject,
  field,
  flag,
  ownerField,
  picklist,
  readOnly,
  reference,
  restOnly,
  systemOnly,
  text,
} from './fields.ts';

const whoAndWhat: readonly FieldDef[] = [
  reference('WhoId', 'Name ID', ['Contact', 'Lead']),
  reference('WhatId', 'Related To ID', ['Account', 'Opportunity', 'Case']),
];

const recurrenceTypes = [
  'RecursDaily',
  'RecursEveryWeekday',
  'RecursMonthly',
  'RecursMonthlyNth',
  'RecursWeekly',
  'RecursYearly',
  'RecursYearlyNth',
];

const recurrence = (object: string, start: FieldDef): readonly FieldDef[] => [
  reference('RecurrenceActivityId', 'Recurrence Activity ID', [object], readOnly),
  flag(
    'IsRecurrence',
    object === 'Task' ? 'Create Recurring Series of Tasks' : 'Create Recurring Series of Events',
    { createable: true, updateable: false },
  ),
  start,
  field('RecurrenceEndDateOnly', 'Recurrence End', 'date'),
  text('RecurrenceTimeZoneSidKey', 'Recurrence Time Zone', 40),
  picklist('RecurrenceType', 'Recurrence Type', recurrenceTypes),
  field('RecurrenceInterval', 'Recurrence Interval', 'int'),
  field('RecurrenceDayOfWeekMask', 'Recurrence Day of Week Mask', 'int'),
  field('RecurrenceDayOfMonth', 'Recurrence Day of Month', 'int'),
  picklist('RecurrenceInstance', 'Recurrence Instance', ['First', 'Second', 'Third', 'Fourth', 'Last']),
  picklist('RecurrenceMonthOfYear', 'Recurrence Month of Year', [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ]),
];

const reminder: readonly FieldDef[] = [
  field('ReminderDateTime', 'Reminder Date/Time', 'datetime'),
  flag('IsReminderSet', 'Reminder Set'),
];

/** Task, in the order that TaskChangeEvent is believed to have (no captured schema was found). */
export const task = defineObject(
  { name: 'Task', label: 'Task', labelPlural: 'Tasks', keyPrefix: '00T', hasChangeEvents: true },
  [
    ...whoAndWhat,
    text('Subject', 'Subject'),
    field('ActivityDate', 'Due Date Only', 'date'),
    picklist(
      'Status',
      'Status',
      ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'],
      { defaultValue: 'Not Started', nillable: false },
    ),
    picklist('Priority', 'Priority', ['High', 'Normal', 'Low'], { defaultValue: 'Normal', nillable: false }),
    flag('IsHighPriority', 'High Priority', readOnly),
    ownerField(['Group', 'User']),
    field('Description', 'Description', 'textarea', { length: 32000 }),
    picklist('Type', 'Type', ['Call', 'Email', 'Meeting', 'Other']),
    reference('AccountId', 'Account ID', ['Account'], readOnly),
    flag('IsClosed', 'Closed', readOnly),
  ],
  [
    field('CallDurationInSeconds', 'Call Duration', 'int'),
    picklist('CallType', 'Call Type', ['Internal', 'Inbound', 'Outbound']),
    text('CallDisposition', 'Call Result'),
    text('CallObject', 'Call Object Identifier'),
    ...reminder,
    ...recurrence('Task', field('RecurrenceStartDateOnly', 'Recurrence Start', 'date')),
    picklist('RecurrenceRegeneratedType', 'Repeat This Task', [
      'RecurrenceRegenerateAfterDueDate',
      'RecurrenceRegenerateAfterToday',
      'RecurrenceRegenerated',
    ]),
    picklist('TaskSubtype', 'Task Subtype', ['Task', 'Email', 'ListEmail', 'Cadence', 'Call', 'LinkedIn'], {
      defaultValue: 'Task',
      createable: true,
      updateable: false,
    }),
    field('CompletedDateTime', 'Completed Date', 'datetime', readOnly),
    flag('IsArchived', 'Archived', systemOnly),
  ],
);

/** Event, in the order of EventChangeEvent: it has no StartDateTime or EndDateTime, which REST has. */
export const event = defineObject(
  { name: 'Event', label: 'Event', labelPlural: 'Events', keyPrefix: '00U', hasChangeEvents: true },
  [
    ...whoAndWhat,
    text('Subject', 'Subject'),
    text('Location', 'Location'),
    flag('IsAllDayEvent', 'All-Day Event'),
    field('ActivityDateTime', 'Due Date Time', 'datetime'),
    field('ActivityDate', 'Due Date Only', 'date'),
    field('DurationInMinutes', 'Duration', 'int'),
    field('Description', 'Description', 'textarea', { length: 32000 }),
    reference('AccountId', 'Account ID', ['Account'], readOnly),
    ownerField(),
    picklist('Type', 'Type', ['Email', 'Meeting', 'Other', 'Call']),
    flag('IsPrivate', 'Private'),
    picklist('ShowAs', 'Show Time As', ['Busy', 'OutOfOffice', 'Free'], { defaultValue: 'Busy' }),
    flag('IsChild', 'Is Child', readOnly),
    flag('IsGroupEvent', 'Is Group Event', readOnly),
    picklist('GroupEventType', 'Group Event Type', ['0', '1', '2', '3'], { ...readOnly, defaultValue: '0' }),
  ],
  [
    ...recurrence('Event', field('RecurrenceStartDateTime', 'Recurrence Start', 'datetime')),
    ...reminder,
    flag('IsRecurrence2Exclusion', 'Historical Event, Not Following Recurrence', readOnly),
    field('Recurrence2PatternText', 'Recurrence Pattern', 'textarea', { length: 512 }),
    text('Recurrence2PatternVersion', 'Pattern Version', 10, readOnly),
    text('ActivityRecurrence2Id', 'Activity Recurrence ID', 18, { ...readOnly, nillable: true }),
    text('ActivityRecurrence2ExceptionId', 'Activity Recurrence Exception ID', 18, readOnly),
    field('StartDateTime', 'Start Date Time', 'datetime', restOnly),
    field('EndDateTime', 'End Date Time', 'datetime', restOnly),
    flag('IsRecurrence2', 'Is Repeating', systemOnly),
    picklist('EventSubtype', 'Event Subtype', ['Event'], { ...systemOnly, defaultValue: 'Event' }),
    flag('IsArchived', 'Archived', systemOnly),
  ],
);

/** EventRelation: who was invited to an Event, and what they answered. */
export const eventRelation = defineObject(
  {
    name: 'EventRelation',
    label: 'Event Relation',
    labelPlural: 'Event Relations',
    keyPrefix: '0RE',
    hasChangeEvents: true,
  },
  [
    reference('RelationId', 'Relation ID', ['Contact', 'Lead', 'User'], {
      updateable: false,
      createable: true,
    }),
    reference('EventId', 'Event ID', ['Event'], { updateable: false, createable: true }),
    picklist('Status', 'Status', ['New', 'Declined', 'Accepted'], { defaultValue: 'New' }),
    field('RespondedDate', 'Response Date', 'datetime', readOnly),
    text('Response', 'Comment'),
  ],
);
