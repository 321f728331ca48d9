import type { Change, RecordState, Values } from '../../../activity/change.ts';
import type {
  EntryDraft,
  Feature,
  ObjectReads,
  RecordEntry,
  TitleInput,
  Words,
} from '../../../activity/feature.ts';
import type { People } from '../../../activity/service.ts';
import { emailExamples } from './emails.examples.ts';
import { isPerson, nameOrNoun } from './people.ts';
import { changedTitle, recordChange, textOf, theRecord, wholeRecordTitle } from './phrases.ts';

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
    'CreatedDate',
    'CreatedById',
    'SenderId',
    'RecipientIds',
    'CaseOwnerId',
  ],
  show: ['Subject', 'ParentId', 'RelatedToId'],
  // Reading and answering move these; nobody wrote anything.
  ignore: ['Status', 'HasAttachment', 'IsClientManaged', 'FirstOpenedDate', 'LastOpenedDate', 'IsTracked'],
  nameOf: (values) => textOf(values, 'Subject'),
  delta: {
    happenedAt: 'MessageDate',
    derive: {
      columns: ['FromAddress', 'ToAddress', 'CcAddress', 'Parent.OwnerId'],
      values: whose,
    },
  },
  partOf: (values) => textOf(values, 'ActivityId'),
};

/** Who sent and received an e-mail, as remote users: addresses are compared here and go nowhere else. */
function whose(row: Readonly<Record<string, unknown>>, people: People): Values {
  const recipients = [row.ToAddress, row.CcAddress].flatMap(addressesIn).map((one) => people.byAddress(one));
  const [sender = null] = addressesIn(row.FromAddress).map((one) => people.byAddress(one));
  const ids = [...new Set(recipients.filter((id) => id !== null))];
  const owner = (row.Parent as { readonly OwnerId?: unknown } | null | undefined)?.OwnerId;
  // What came in was created by whatever program received it.
  const author = row.Incoming === true ? null : row.CreatedById;
  return {
    SenderId: sender ?? (typeof author === 'string' ? author : null),
    RecipientIds: ids.length === 0 ? null : ids.join(' '),
    CaseOwnerId: typeof owner === 'string' ? owner : null,
  };
}

/** The addresses of a header field: `a@x.example; Jon <b@x.example>`. */
function addressesIn(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  const addresses = text.split(/[;,]/).map((part) => (/<([^>]+)>/.exec(part)?.[1] ?? part).trim());
  return addresses.filter((address) => address.includes('@'));
}

/** E-mails are told by what they are, not by their saves; only their end is a save like any other. */
function changeEntry(change: Change, { values }: RecordState): EntryDraft | null {
  if (change.action !== 'deleted' || values.Status === draftStatus) return null;
  return recordChange('emails', change);
}

/** The e-mail for who sent it and for each of us who got it; for a case's owner where it went to an address of all. */
function recordEntries({ values }: RecordState): readonly RecordEntry[] {
  const at = values.MessageDate ?? values.CreatedDate;
  if (values.Status === draftStatus || typeof at !== 'number') return [];
  const sender = isPerson(values.SenderId) ? values.SenderId : null;
  const entries: RecordEntry[] = sender === null ? [] : [entryOf('sent_email', 'sent_email', sender, at)];
  for (const id of receivers(values)) {
    if (id !== sender) entries.push(entryOf(`received_email:${id}`, 'received_email', id, at));
  }
  return entries;
}

function receivers({ RecipientIds, Incoming, CaseOwnerId }: Values): readonly string[] {
  if (typeof RecipientIds === 'string') return RecipientIds.split(' ').filter(isPerson);
  return Incoming === true && isPerson(CaseOwnerId) ? [CaseOwnerId] : [];
}

function entryOf(slot: string, action: RecordEntry['action'], remoteUserId: string, at: number): RecordEntry {
  const estimate = { durationSeconds: 300, durationSource: 'estimated' } as const;
  return { slot, feature: 'emails', category: 'email', action, remoteUserId, at, ...estimate };
}

function title(input: TitleInput, words: Words): string {
  const { action, record } = input;
  const verb = verbs[action];
  if (verb === undefined) {
    const name = theRecord('e-mail', record);
    return wholeRecordTitle(input, name) ?? changedTitle(input, words, name, reads);
  }
  const about = nameOrNoun(record.values.ParentId ?? record.values.RelatedToId, words);
  const subject = record.name === null ? '' : `: ${record.name}`;
  return about === null ? `${verb}${subject}` : `${verb} about ${about}${subject}`;
}

const verbs: Readonly<Partial<Record<TitleInput['action'], string>>> = {
  sent_email: 'Sent an e-mail',
  received_email: 'Received an e-mail',
};

/** E-mails: that one was sent or received, when and with which subject; never its text or addresses. */
export const emails: Feature = {
  key: 'emails',
  name: 'Emails',
  defaultPath: 'sweep',
  objects: [reads],
  slots: ['sent_email', 'received_email'],
  changeEntry,
  recordEntries,
  title,
  examples: emailExamples,
};
