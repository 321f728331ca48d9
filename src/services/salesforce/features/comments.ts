import type { Feature, FeatureExample, ObjectReads, TitleInput, Words } from '../../../activity/feature.ts';
import { writtenEntry } from './content.ts';
import { nameOrNoun } from './people.ts';
import { wholeRecordTitle } from './phrases.ts';

const caseComment: ObjectReads = {
  type: 'CaseComment',
  streamed: false,
  keep: ['ParentId', 'IsPublished', 'CreatedById'],
  show: ['ParentId', 'IsPublished'],
  ignore: [],
  nameOf: () => null,
};

const feedComment: ObjectReads = {
  type: 'FeedComment',
  streamed: false,
  keep: ['ParentId', 'FeedItemId', 'CommentType', 'CreatedById'],
  show: ['ParentId'],
  ignore: ['Revision', 'LastEditDate', 'LastEditById'],
  nameOf: () => null,
  delta: { edited: { at: 'LastEditDate', by: 'LastEditById' } },
};

const at = Date.UTC(2026, 10, 23, 15, 0);
const written = { action: 'created', objectType: 'CaseComment', path: 'delta', at } as const;

/** What the feature `comments` makes of saves of one comment. */
const examples: readonly FeatureExample[] = [
  {
    name: 'a comment on a case',
    changes: [{ ...written, values: { ParentId: '500000000000001AAA' } }],
    names: { '500000000000001AAA': '00001042' },
    expect: [
      {
        action: 'commented',
        title: 'Commented on case 00001042',
        category: 'comment',
        durationSeconds: 300,
        durationSource: 'estimated',
      },
    ],
  },
  {
    name: 'a comment on a post about a record',
    changes: [{ ...written, objectType: 'FeedComment', values: { ParentId: '006000000000001AAA' } }],
    names: { '006000000000001AAA': 'Acme renewal' },
    expect: [{ action: 'commented', title: 'Commented on Acme renewal' }],
  },
  {
    name: 'a comment on something that has no name yet, and its end',
    changes: [
      { ...written, values: { ParentId: '500000000000001AAA' } },
      { ...written, action: 'deleted', at: at + 60_000 },
    ],
    expect: [
      { action: 'commented', title: 'Commented on a case' },
      { action: 'deleted', title: 'Deleted a comment' },
    ],
  },
];

function title(input: TitleInput, words: Words): string {
  const { action, record } = input;
  if (action !== 'commented') return wholeRecordTitle(input, 'a comment') ?? 'Edited a comment';
  const parent = nameOrNoun(record.values.ParentId, words);
  return parent === null ? 'Wrote a comment' : `Commented on ${parent}`;
}

/** Comments on cases and posts: that one was written and where; never its text. */
export const comments: Feature = {
  key: 'comments',
  name: 'Comments',
  defaultPath: 'sweep',
  objects: [caseComment, feedComment],
  slots: [],
  changeEntry: (change) => writtenEntry('comments', change, 'comment', 'commented'),
  recordEntries: () => [],
  title,
  examples,
};
