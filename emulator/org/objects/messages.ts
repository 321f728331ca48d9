import { defineObject, field, flag, onCreate, ownerField, reference, text } from './fields.ts';

const addresses = (name: string, label: string) => field(name, label, 'textarea', { length: 4000 });
const body = (name: string, label: string, length: number) => field(name, label, 'textarea', { length });

const emailStatuses = ['New', 'Read', 'Replied', 'Sent', 'Forwarded', 'Draft'].map((label, value) => ({
  value: String(value),
  label,
}));

/** EmailMessage: an e-mail that was sent or received, about a case or any other record. */
export const emailMessage = defineObject(
  {
    name: 'EmailMessage',
    label: 'Email Message',
    labelPlural: 'Email Messages',
    keyPrefix: '02s',
    hasChangeEvents: true,
  },
  [
    reference('ParentId', 'Case ID', ['Case'], onCreate),
    reference('ActivityId', 'Activity ID', ['Task'], onCreate),
    body('TextBody', 'Text Body', 32_000),
    body('HtmlBody', 'HTML Body', 32_000),
    field('Headers', 'Headers', 'textarea', { length: 32_000 }),
    text('Subject', 'Subject', 3000),
    text('FromName', 'From Name', 1000),
    field('FromAddress', 'From Address', 'email', { length: 1000 }),
    addresses('ToAddress', 'To Address'),
    addresses('CcAddress', 'CC Address'),
    addresses('BccAddress', 'BCC Address'),
    flag('Incoming', 'Is Incoming', onCreate),
    flag('HasAttachment', 'Has Attachment', { updateable: false }),
    field('Status', 'Status', 'picklist', {
      length: 40,
      picklist: emailStatuses,
      defaultValue: '3',
      nillable: false,
    }),
    field('MessageDate', 'Message Date', 'datetime'),
  ],
  [
    text('MessageIdentifier', 'Message ID', 765),
    text('ThreadIdentifier', 'Thread ID', 765),
    flag('IsPrivateDraft', 'Is Private Draft', { updateable: false }),
    flag('IsClientManaged', 'Is Client Managed', onCreate),
    reference('RelatedToId', 'Related To ID', ['Account', 'Case', 'Opportunity'], onCreate),
    reference('FromId', 'From ID', ['Contact', 'Lead', 'User'], onCreate),
  ],
);

/** CaseComment: what somebody wrote on a case. */
export const caseComment = defineObject(
  { name: 'CaseComment', label: 'Case Comment', labelPlural: 'Case Comments', keyPrefix: '00a' },
  [
    reference('ParentId', 'Parent ID', ['Case'], { ...onCreate, required: true, nillable: false }),
    flag('IsPublished', 'Published'),
    body('CommentBody', 'Body', 4000),
  ],
);

/** Note: a classic note on a record. */
export const note = defineObject({ name: 'Note', label: 'Note', labelPlural: 'Notes', keyPrefix: '002' }, [
  reference('ParentId', 'Parent ID', ['Account', 'Case', 'Contact', 'Lead', 'Opportunity'], {
    ...onCreate,
    required: true,
    nillable: false,
  }),
  text('Title', 'Title', 80, { required: true, nillable: false }),
  flag('IsPrivate', 'Private'),
  body('Body', 'Body', 32_000),
  ownerField(),
]);
