import {
  auditFields,
  defineWithoutAudit,
  field,
  flag,
  onCreate,
  picklist,
  readOnly,
  reference,
  text,
} from './fields.ts';

const [createdDate, createdById, lastModifiedDate] = auditFields as [
  (typeof auditFields)[0],
  (typeof auditFields)[0],
  (typeof auditFields)[0],
];
const feedParents = ['Account', 'Case', 'Contact', 'Event', 'Lead', 'Opportunity', 'Task', 'User'];
const edits = [
  picklist('Status', 'Status', ['Published', 'PendingReview', 'Isolated'], { defaultValue: 'Published' }),
  field('Revision', 'Revision', 'int', { ...readOnly, defaultValue: 1 }),
  reference('LastEditById', 'Last Edit By ID', ['User'], readOnly),
  field('LastEditDate', 'Last Edit Date', 'datetime', readOnly),
  flag('IsRichText', 'Is Rich Text', onCreate),
  reference('InsertedById', 'InsertedBy ID', ['User'], readOnly),
];

/** Types that people write, and some that mirror what other objects tell. */
const feedItemTypes = [
  'TextPost',
  'AdvancedTextPost',
  'LinkPost',
  'ContentPost',
  'PollPost',
  'QuestionPost',
  'TrackedChange',
  'CreateRecordEvent',
  'CallLogPost',
  'EmailMessageEvent',
  'CaseCommentPost',
  'ChangeStatusPost',
];

/** FeedItem: a post in the feed of a record or a person. */
export const feedItem = defineWithoutAudit(
  { name: 'FeedItem', label: 'Feed Item', labelPlural: 'Feed Items', keyPrefix: '0D5', needs: 'chatter' },
  [
    reference('ParentId', 'Parent ID', feedParents, { ...onCreate, required: true, nillable: false }),
    picklist('Type', 'Feed Item Type', feedItemTypes, { ...onCreate, defaultValue: 'TextPost' }),
    createdById,
    createdDate,
    lastModifiedDate,
    text('Title', 'Title'),
    field('Body', 'Body', 'textarea', { length: 10_000 }),
    field('LinkUrl', 'Link Url', 'url', { length: 1000, ...onCreate }),
    reference('RelatedRecordId', 'Related Record ID', ['ContentVersion'], onCreate),
    field('CommentCount', 'Comment Count', 'int', { ...readOnly, defaultValue: 0 }),
    field('LikeCount', 'Like Count', 'int', { ...readOnly, defaultValue: 0 }),
    ...edits,
  ],
);

/** FeedComment: an answer to a post. */
export const feedComment = defineWithoutAudit(
  {
    name: 'FeedComment',
    label: 'Feed Comment',
    labelPlural: 'Feed Comments',
    keyPrefix: '0D7',
    needs: 'chatter',
    hardDelete: true,
  },
  [
    reference('FeedItemId', 'Feed Item ID', ['FeedItem'], { ...onCreate, required: true, nillable: false }),
    reference('ParentId', 'Parent ID', feedParents, readOnly),
    createdById,
    createdDate,
    field('CommentBody', 'Comment Body', 'textarea', { length: 10_000, required: true }),
    picklist('CommentType', 'Comment Type', ['TextComment', 'ContentComment'], {
      ...onCreate,
      defaultValue: 'TextComment',
    }),
    ...edits,
  ],
);
