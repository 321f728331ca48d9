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
import { changedTitle, textOf, theRecord, wholeRecordTitle } from './phrases.ts';

/** Status of an e-mail that was not sent (Object Reference, "EmailMessage"). */
const draftStatus = '5';

const reads: ObjectReads = {
  type: 'EmailMessage',
  streamed: false,
  keep: [
    'Subject',
    'Incoming',
    'Status',
    'ParentId',
    'RelatedToId',
    'ActivityId',
    'MessageDate',
    'CreatedById',
  ],
  show: ['Subject', 'ParentId', 'RelatedToId'],
  // Reading and answering move these; nobody wrote anything.
  ignore: ['Status', 'HasAttachment', 'IsClientManaged', 'FirstOpenedDate', 'LastOpenedDate', 'IsTracked'],
  nameOf: (values) => textOf(values, 'Subject'),
};

/** An e-mail that was sent. One that stands as a task too is told by that task, as soon as it is saved. */
function changeEntry(change: Change, { values }: RecordState): EntryDraft | null {
  const draft = values.Status === draftStatus;
  if (draft || typeof values.ActivityId === 'string' || values.Incoming === true) return null;
  if (change.action === 'updated') return null;
  return writtenEntry('emails', change, 'email', 'sent_email');
}

const at = Date.UTC(2026, 10, 23, 13, 10);
const sent = { Subject: 'Offer', Incoming: false, Status: '3', ParentId: '500000000000001AAA' };

/** What the feature `emails` makes of saves of one e-mail. */
const examples: readonly FeatureExample[] = [
  {
    name: 'an e-mail that was sent from a case',
    changes: [{ action: 'created', path: 'delta', at, values: sent }],
    names: { '500000000000001AAA': '00001042' },
    expect: [
      {
        action: 'sent_email',
        title: 'Sent an e-mail about case 00001042: Offer',
        category: 'email',
        durationSeconds: 300,
        durationSource: 'estimated',
      },
    ],
  },
  {
    name: 'a draft is nothing yet',
    changes: [{ action: 'created', path: 'delta', at, values: { ...sent, Status: '5' } }],
    expect: [],
  },
  {
    name: 'an e-mail that its task tells is not told twice',
    changes: [
      { action: 'created', path: 'delta', at, values: { ...sent, ActivityId: '00T000000000001AAA' } },
    ],
    expect: [],
  },
  {
    name: 'a deleted e-mail',
    changes: [
      { action: 'created', path: 'delta', at, values: { ...sent, ParentId: null } },
      { action: 'deleted', path: 'delta', at: at + 60_000 },
    ],
    expect: [
      { action: 'sent_email', title: 'Sent an e-mail: Offer' },
      { action: 'deleted', title: 'Deleted the e-mail Offer' },
    ],
  },
];

function title(input: TitleInput, words: Words): string {
  const { action, record } = input;
  const name = theRecord('e-mail', record);
  if (action !== 'sent_email')
    return wholeRecordTitle(input, name) ?? changedTitle(input, words, name, reads);
  const about = nameOrNoun(record.values.ParentId ?? record.values.RelatedToId, words);
  const subject = record.name === null ? '' : `: ${record.name}`;
  return about === null ? `Sent an e-mail${subject}` : `Sent an e-mail about ${about}${subject}`;
}

/** E-mails: that one was sent or received, when and with which subject; never its text or addresses. */
export const emails: Feature = {
  key: 'emails',
  name: 'Emails',
  defaultPath: 'sweep',
  objects: [reads],
  slots: [],
  changeEntry,
  recordEntries: () => [],
  title,
  examples,
};
