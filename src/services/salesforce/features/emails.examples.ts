import type { FeatureExample } from '../../../activity/feature.ts';

const at = Date.UTC(2026, 10, 23, 13, 10);
const jon = '005000000000001AAA';
const mara = '005000000000002AAA';
const ines = '005000000000003AAA';
const sent = {
  Subject: 'Offer',
  Incoming: false,
  Status: '3',
  ParentId: '500000000000001AAA',
  MessageDate: at - 2000,
  SenderId: jon,
};
const received = { ...sent, Subject: 'Help', Incoming: true, Status: '0', SenderId: null };
const read = { action: 'created', path: 'delta', at, readAsOf: at + 60_000 } as const;
const names = { '500000000000001AAA': '00001042' };

/** What the feature `emails` makes of one e-mail. */
export const emailExamples: readonly FeatureExample[] = [
  {
    name: 'an e-mail that was sent from a case',
    changes: [{ ...read, values: sent }],
    names,
    expect: [
      {
        action: 'sent_email',
        title: 'Sent an e-mail about case 00001042: Offer',
        category: 'email',
        remoteUserId: jon,
        at: at - 2000,
        durationSeconds: 300,
        durationSource: 'estimated',
      },
    ],
  },
  {
    name: 'an e-mail that came in, for each colleague whom it was addressed to',
    changes: [{ ...read, values: { ...received, RecipientIds: `${mara} ${ines}`, CaseOwnerId: jon } }],
    names,
    expect: [
      {
        action: 'received_email',
        title: 'Received an e-mail about case 00001042: Help',
        category: 'email',
        remoteUserId: mara,
      },
      { action: 'received_email', title: 'Received an e-mail about case 00001042: Help', remoteUserId: ines },
    ],
  },
  {
    name: 'an e-mail to the address of all support is received by the owner of its case',
    changes: [{ ...read, values: { ...received, RecipientIds: null, CaseOwnerId: jon } }],
    names,
    expect: [
      { action: 'received_email', title: 'Received an e-mail about case 00001042: Help', remoteUserId: jon },
    ],
  },
  {
    name: 'an e-mail to a case in a queue is nobody’s',
    changes: [{ ...read, values: { ...received, CaseOwnerId: '00G000000000001AAA' } }],
    expect: [],
  },
  {
    name: 'an e-mail to a colleague, with a copy to oneself, is sent once and received once',
    changes: [{ ...read, values: { ...sent, ParentId: null, RecipientIds: `${jon} ${mara}` } }],
    expect: [
      { action: 'sent_email', title: 'Sent an e-mail: Offer', remoteUserId: jon },
      { action: 'received_email', title: 'Received an e-mail: Offer', remoteUserId: mara },
    ],
  },
  {
    name: 'a draft is nothing yet, and an e-mail once it is sent',
    changes: [
      { ...read, values: { ...sent, Status: '5', MessageDate: at } },
      {
        ...read,
        action: 'updated',
        at: at + 60_000,
        readAsOf: at + 90_000,
        fields: [],
        values: { ...sent, ParentId: null, MessageDate: at + 60_000 },
      },
    ],
    expect: [{ action: 'sent_email', title: 'Sent an e-mail: Offer', at: at + 60_000 }],
  },
  {
    name: 'a draft that was thrown away is nothing',
    changes: [
      { ...read, values: { ...sent, Status: '5' } },
      { action: 'deleted', path: 'delta', at: at + 60_000 },
    ],
    expect: [],
  },
  {
    name: 'a deleted e-mail was sent all the same',
    changes: [
      { ...read, values: { ...sent, ParentId: null } },
      { action: 'deleted', path: 'delta', at: at + 60_000 },
    ],
    expect: [
      { action: 'deleted', title: 'Deleted the e-mail Offer' },
      { action: 'sent_email', title: 'Sent an e-mail: Offer' },
    ],
  },
];
