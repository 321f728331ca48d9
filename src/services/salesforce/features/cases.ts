import type { Feature, ObjectReads, TitleInput, Words } from '../../../activity/feature.ts';
import { caseExamples } from './cases.examples.ts';
import {
  assignedTitle,
  changedTitle,
  closed,
  lastValue,
  recordChange,
  reopened,
  textOf,
  touched,
  wholeRecordTitle,
} from './phrases.ts';

const reads: ObjectReads = {
  type: 'Case',
  streamed: true,
  stage: 'Status',
  // The subject of a case is what a customer wrote; its number names it well enough.
  keep: ['CaseNumber', 'IsClosed', 'IsEscalated'],
  show: [
    'Status',
    'Priority',
    'Type',
    'Reason',
    'Origin',
    'OwnerId',
    'ContactId',
    'AccountId',
    'IsEscalated',
  ],
  ignore: ['IsClosed', 'ClosedDate', 'CaseNumber'],
  nameOf: (values) => textOf(values, 'CaseNumber'),
  history: { object: 'CaseHistory', parent: 'CaseId' },
};

function title(input: TitleInput, words: Words): string {
  const { record } = input;
  const name = record.name === null ? 'a case' : `case ${record.name}`;
  return (
    wholeRecordTitle(input, name) ??
    progressTitle(input, words, name) ??
    assignedTitle(input, words, name) ??
    changedTitle(input, words, name, reads)
  );
}

/** What became of the case: closed, reopened, escalated, or a new status. */
function progressTitle({ changes, record }: TitleInput, words: Words, name: string): string | null {
  if (closed(changes, 'Status')) return `Closed ${name}`;
  if (reopened(changes)) return `Reopened ${name}`;
  if (lastValue(changes, 'IsEscalated') === true) return `Escalated ${name}`;
  if (!touched(changes, 'Status')) return null;
  const status = lastValue(changes, 'Status');
  const text = status === undefined ? null : words.text(record.type, 'Status', status, record);
  return text === null ? `Changed the status of ${name}` : `Set ${name} to ${text}`;
}

/** Support cases: what was opened, worked on, escalated, closed. */
export const cases: Feature = {
  key: 'cases',
  name: 'Cases',
  defaultPath: 'cdc',
  objects: [reads],
  slots: [],
  changeEntry: (change) => recordChange('cases', change),
  recordEntries: () => [],
  title,
  examples: caseExamples,
};
