import type { Change, RecordState } from '../../../activity/change.ts';
import type {
  EntryDraft,
  Feature,
  FeatureExample,
  ObjectReads,
  TitleInput,
  Words,
} from '../../../activity/feature.ts';
import { writtenEntry } from './content.ts';
import { nameOrNoun } from './people.ts';
import { wholeRecordTitle } from './phrases.ts';

/** Posts that people write; all other types mirror what other objects tell (Object Reference, "FeedItem"). */
const written: readonly unknown[] = [
  'TextPost',
  'AdvancedTextPost',
  'LinkPost',
  'ContentPost',
  'PollPost',
  'QuestionPost',
];

const reads: ObjectReads = {
  type: 'FeedItem',
  streamed: false,
  keep: ['ParentId', 'Type', 'Status', 'CreatedById'],
  show: ['ParentId'],
  ignore: ['CommentCount', 'LikeCount', 'Revision', 'LastEditDate', 'LastEditById', 'Status', 'Type'],
  nameOf: () => null,
  delta: {
    where: `Type IN (${written.map((type) => `'${type}'`).join(', ')})`,
    // Comments and likes move all other times of a post.
    edited: { at: 'LastEditDate', by: 'LastEditById' },
  },
};

function changeEntry(change: Change, { values, whole }: RecordState): EntryDraft | null {
  if (whole && !written.includes(values.Type)) return null;
  return writtenEntry('updates', change, 'post', 'posted');
}

const at = Date.UTC(2026, 10, 23, 17, 45);
const post = { action: 'created', path: 'delta', at } as const;

/** What the feature `updates` makes of saves of one post. */
const examples: readonly FeatureExample[] = [
  {
    name: 'a post on a record',
    changes: [{ ...post, values: { Type: 'TextPost', ParentId: '001000000000001AAA' } }],
    names: { '001000000000001AAA': 'Acme Inc.' },
    expect: [
      {
        action: 'posted',
        title: 'Posted on Acme Inc.',
        category: 'post',
        durationSeconds: 300,
        durationSource: 'estimated',
      },
    ],
  },
  {
    name: 'a poll in one’s own feed',
    changes: [{ ...post, values: { Type: 'PollPost' } }],
    expect: [{ action: 'posted', title: 'Posted an update' }],
  },
  {
    name: 'a tracked change is no post',
    changes: [{ ...post, values: { Type: 'TrackedChange', ParentId: '001000000000001AAA' } }],
    expect: [],
  },
  {
    name: 'a deleted post',
    changes: [{ ...post, action: 'deleted' }],
    expect: [{ action: 'deleted', title: 'Deleted a post' }],
  },
];

function title(input: TitleInput, words: Words): string {
  const { action, record } = input;
  if (action !== 'posted') return wholeRecordTitle(input, 'a post') ?? 'Edited a post';
  const parent = nameOrNoun(record.values.ParentId, words);
  return parent === null ? 'Posted an update' : `Posted on ${parent}`;
}

/** Posts that people wrote: that one was written and where; never its text. */
export const updates: Feature = {
  key: 'updates',
  name: 'Updates',
  defaultPath: 'sweep',
  objects: [reads],
  slots: [],
  changeEntry,
  recordEntries: () => [],
  title,
  examples,
};
