import type { Change, RecordState, Values } from '../../../activity/change.ts';
import type {
  EntryDraft,
  Feature,
  ObjectReads,
  RecordEntry,
  TitleInput,
  Words,
} from '../../../activity/feature.ts';
import { pairWithinMs, type Save } from '../../../activity/saves.ts';
import { isAccount, isQueue, nameOrNoun } from './people.ts';
import {
  assignedTitle,
  changedTitle,
  lastValue,
  recordChange,
  renamedTitle,
  reopened,
  textOf,
  theRecord,
  touched,
  wholeRecordTitle,
} from './phrases.ts';
import { taskExamples } from './tasks.examples.ts';

const reads: ObjectReads = {
  type: 'Task',
  streamed: true,
  keep: [
    'Subject',
    'TaskSubtype',
    'IsClosed',
    'CompletedDateTime',
    'CallDurationInSeconds',
    'IsRecurrence',
    'CreatedById',
    'CreatedDate',
  ],
  show: ['Subject', 'Status', 'Priority', 'ActivityDate', 'OwnerId', 'WhoId', 'WhatId', 'Type', 'CallType'],
  ignore: [
    'IsClosed',
    'CompletedDateTime',
    'IsHighPriority',
    'AccountId',
    'TaskSubtype',
    'IsReminderSet',
    'ReminderDateTime',
  ],
  nameOf: (values) => textOf(values, 'Subject'),
};

function changeEntry(change: Change & Pick<Save, 'reports'>, record: RecordState): EntryDraft | null {
  // The template of a series is no task of its own; its occurrences come as tasks.
  if (record.values.IsRecurrence === true) return null;
  const subtype = record.values.TaskSubtype;
  const done = closes(change);
  // A logged call and a sent e-mail are told by their own entries, which follow the record.
  if (subtype === 'Email' && (change.action === 'created' || done)) return null;
  if (subtype === 'Call' && done) return null;
  return recordChange('tasks', change);
}

/** True for a save that closes the task, or creates it closed. */
function closes({ action, at, path, values, reports }: Change & Pick<Save, 'reports'>): boolean {
  if (action === 'created') return isDone(values);
  if (action !== 'updated') return false;
  const told = (reports ?? [{ path, values }]).filter((report) => report.path === 'cdc');
  if (told.length > 0) return told.some((report) => isDone(report.values));
  // A sweep says how the task stands: whether this save closed it, the time of that tells.
  return (
    typeof values.CompletedDateTime === 'number' && Math.abs(values.CompletedDateTime - at) <= pairWithinMs
  );
}

function isDone({ IsClosed, CompletedDateTime }: Values): boolean {
  return IsClosed === true || typeof CompletedDateTime === 'number';
}

function recordEntries(record: RecordState): readonly RecordEntry[] {
  const { values } = record;
  if (values.IsRecurrence === true) return [];
  if (values.TaskSubtype === 'Call') return loggedCall(record);
  return values.TaskSubtype === 'Email' ? sentEmail(record) : [];
}

/** The call of a closed Call task: its owner's, at its end, as long as the telephony says, else a minute. */
function loggedCall({ values, valuesAt, saved }: RecordState): readonly RecordEntry[] {
  const owner = values.OwnerId;
  const completed = values.CompletedDateTime;
  const closed = values.IsClosed === true || typeof completed === 'number';
  if (!closed || typeof owner !== 'string' || isQueue(owner)) return [];
  const seconds = values.CallDurationInSeconds;
  const timed = typeof seconds === 'number' && seconds > 0;
  return [
    {
      slot: 'call',
      feature: 'tasks',
      category: 'call',
      action: 'logged_call',
      remoteUserId: owner,
      at: typeof completed === 'number' ? completed : (valuesAt.IsClosed ?? saved.at),
      durationSeconds: timed ? seconds : 60,
      durationSource: timed ? 'actual' : 'estimated',
    },
  ];
}

/** The e-mail of an Email task, in the feature `emails`: who wrote the task sent it. */
function sentEmail({ values, valuesAt, saved }: RecordState): readonly RecordEntry[] {
  const sender = values.CreatedById ?? values.OwnerId;
  if (typeof sender !== 'string' || isQueue(sender)) return [];
  const sentAt = values.CompletedDateTime ?? values.CreatedDate;
  return [
    {
      slot: 'sent_email',
      feature: 'emails',
      category: 'email',
      action: 'sent_email',
      remoteUserId: sender,
      at: typeof sentAt === 'number' ? sentAt : (valuesAt.TaskSubtype ?? saved.at),
      durationSeconds: 300,
      durationSource: 'estimated',
    },
  ];
}

function title(input: TitleInput, words: Words): string {
  const { action, record } = input;
  if (action === 'logged_call') return talkTitle('Logged a call', 'with', record, words);
  if (action === 'sent_email') return talkTitle('Sent an e-mail', 'to', record, words);
  if (action === 'created' && record.values.TaskSubtype === 'Call') {
    return talkTitle('Planned a call', 'with', record, words);
  }
  const noun = nouns[String(record.values.TaskSubtype)] ?? 'task';
  const task = theRecord(noun, record);
  return (
    wholeRecordTitle(input, task) ??
    statusTitle(input, words, task) ??
    assignedTitle(input, words, task) ??
    renamedTitle(input, 'Subject', noun) ??
    changedTitle(input, words, task, reads)
  );
}

const nouns: Readonly<Record<string, string>> = { Call: 'call', Email: 'e-mail' };

function statusTitle({ changes, record }: TitleInput, words: Words, task: string): string | null {
  if (changes.some(closes)) {
    return reopened(changes) ? `Reopened ${task}` : `Completed ${task}`;
  }
  if (!touched(changes, 'Status')) return null;
  if (reopened(changes)) return `Reopened ${task}`;
  const status = lastValue(changes, 'Status');
  const text = status === undefined ? null : words.text(record.type, 'Status', status, record);
  return text === null ? `Changed the status of ${task}` : `Set ${task} to ${text}`;
}

/** "Logged a call with Jane Doe: Pricing", "Sent an e-mail about Acme renewal: Offer". */
function talkTitle(verb: string, withWhom: 'with' | 'to', { values }: RecordState, words: Words): string {
  const who = nameOrNoun(values.WhoId, words);
  const whom = who ?? nameOrNoun(values.WhatId, words);
  const preposition = who !== null || isAccount(values.WhatId) ? withWhom : 'about';
  const subject = subjectOf(values.Subject);
  return `${verb}${whom === null ? '' : ` ${preposition} ${whom}`}${subject === null ? '' : `: ${subject}`}`;
}

/** The subject without what Salesforce itself writes into it: `Call` alone, `Email: ` in front. */
function subjectOf(subject: unknown): string | null {
  if (typeof subject !== 'string') return null;
  const text = subject.replace(/^(call|e-?mail)(:\s*|$)/i, '').trim();
  return text === '' ? null : text;
}

/** Tasks, calls among them; the e-mails that stand as tasks belong to the feature `emails`. */
export const tasks: Feature = {
  key: 'tasks',
  name: 'Tasks',
  defaultPath: 'cdc',
  objects: [reads],
  slots: ['call', 'sent_email'],
  changeEntry,
  recordEntries,
  title,
  examples: taskExamples,
};
