import type { Feature, FeatureExample, ObjectReads, TitleInput, Words } from '../../../activity/feature.ts';
import { writtenEntry } from './content.ts';
import { nameOrNoun } from './people.ts';
import { changedTitle, textOf, theRecord, wholeRecordTitle } from './phrases.ts';

const nameOf: ObjectReads['nameOf'] = (values) => textOf(values, 'Title');

const contentNote: ObjectReads = {
  type: 'ContentNote',
  streamed: false,
  keep: ['Title', 'OwnerId', 'CreatedById', 'ParentId'],
  show: ['Title', 'OwnerId'],
  ignore: ['ContentSize', 'ContentModifiedDate', 'LatestPublishedVersionId', 'LatestContentId'],
  nameOf,
  delta: {
    links: { object: 'ContentDocumentLink', record: 'ContentDocumentId', parent: 'LinkedEntityId' },
  },
};

const note: ObjectReads = {
  type: 'Note',
  streamed: false,
  keep: ['Title', 'OwnerId', 'ParentId', 'IsPrivate', 'CreatedById'],
  show: ['Title', 'OwnerId', 'ParentId'],
  ignore: [],
  nameOf,
};

const at = Date.UTC(2026, 10, 23, 12, 30);

/** What the feature `notes` makes of saves of one note. */
const examples: readonly FeatureExample[] = [
  {
    name: 'a note is written on a record',
    changes: [
      {
        action: 'created',
        objectType: 'Note',
        path: 'delta',
        at,
        values: { Title: 'Kick-off', ParentId: '001000000000001AAA' },
      },
    ],
    names: { '001000000000001AAA': 'Acme Inc.' },
    expect: [
      {
        action: 'noted',
        title: 'Wrote the note Kick-off on Acme Inc.',
        category: 'note',
        durationSeconds: 300,
        durationSource: 'estimated',
      },
    ],
  },
  {
    name: 'an enhanced note is on the record that it is linked to',
    changes: [
      {
        action: 'created',
        path: 'delta',
        at,
        readAsOf: at + 1000,
        values: { Title: 'Call', ParentId: '006000000000001AAA' },
      },
    ],
    names: { '006000000000001AAA': 'Acme renewal' },
    expect: [{ action: 'noted', title: 'Wrote the note Call on Acme renewal' }],
  },
  {
    name: 'a note of one’s own, edited later',
    changes: [
      { action: 'created', path: 'delta', at, values: { Title: 'Ideas' } },
      { action: 'updated', path: 'delta', at: at + 3_600_000, fields: [], values: {} },
    ],
    expect: [
      { action: 'noted', title: 'Wrote the note Ideas' },
      { action: 'updated', title: 'Updated the note Ideas', category: 'record_change', durationSeconds: 60 },
    ],
  },
  {
    name: 'a deleted note',
    changes: [{ action: 'deleted', path: 'delta', at }],
    expect: [{ action: 'deleted', title: 'Deleted a note' }],
  },
];

function title(input: TitleInput, words: Words): string {
  const { action, record } = input;
  const name = theRecord('note', record);
  if (action === 'noted') {
    const parent = nameOrNoun(record.values.ParentId, words);
    return parent === null ? `Wrote ${name}` : `Wrote ${name} on ${parent}`;
  }
  const reads = record.type === 'Note' ? note : contentNote;
  return wholeRecordTitle(input, name) ?? changedTitle(input, words, name, reads);
}

/** Notes, enhanced and classic: that one was written, its title and where; never its text. */
export const notes: Feature = {
  key: 'notes',
  name: 'Notes',
  defaultPath: 'sweep',
  objects: [contentNote, note],
  slots: [],
  changeEntry: (change) => writtenEntry('notes', change, 'note', 'noted'),
  recordEntries: () => [],
  title,
  examples,
};
