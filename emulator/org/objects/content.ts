import {
  auditFields,
  defineObject,
  defineWithoutAudit,
  field,
  flag,
  onCreate,
  ownerField,
  picklist,
  readOnly,
  reference,
  restOnly,
  text,
} from './fields.ts';

const fileFields = [
  text('FileType', 'File Type', 20, readOnly),
  text('FileExtension', 'File Extension', 40, readOnly),
  field('ContentSize', 'Content Size', 'int', readOnly),
  field('ContentModifiedDate', 'Content Modified Date', 'datetime', readOnly),
];
const publishStatus = picklist('PublishStatus', 'Publish Status', ['P', 'R', 'U'], {
  ...readOnly,
  defaultValue: 'P',
});

/** ContentDocument: a file with all its versions; a note is one too. Comes into being with its first version. */
export const contentDocument = defineObject(
  {
    name: 'ContentDocument',
    label: 'Content Document',
    labelPlural: 'Content Documents',
    keyPrefix: '069',
    hasChangeEvents: true,
    replicateable: false,
    writeable: false,
  },
  [
    text('Title', 'Title', 255, { nillable: false }),
    publishStatus,
    ...fileFields,
    field('Description', 'Description', 'textarea', { length: 1000 }),
    ownerField(),
    reference('ParentId', 'Library ID', ['ContentWorkspace']),
    reference('LatestPublishedVersionId', 'Latest Published Version ID', ['ContentVersion'], readOnly),
    flag('IsArchived', 'Is Archived'),
  ],
);

/** ContentVersion: what a file was after one save. */
export const contentVersion = defineObject(
  {
    name: 'ContentVersion',
    label: 'Content Version',
    labelPlural: 'Content Versions',
    keyPrefix: '068',
    hasChangeEvents: true,
    replicateable: false,
    writeable: false,
  },
  [
    reference('ContentDocumentId', 'ContentDocument ID', ['ContentDocument'], onCreate),
    flag('IsLatest', 'Is Latest', readOnly),
    text('VersionNumber', 'Version Number', 20, readOnly),
    text('Title', 'Title', 255, { nillable: false }),
    field('Description', 'Description', 'textarea', { length: 1000 }),
    text('PathOnClient', 'Path On Client', 500, onCreate),
    publishStatus,
    ...fileFields,
    reference('ContentModifiedById', 'User ID', ['User'], readOnly),
    reference('FirstPublishLocationId', 'First Publish Location ID', linkTargets(), onCreate),
    picklist('Origin', 'Content Origin', ['C', 'H'], { ...onCreate, defaultValue: 'H' }),
    picklist('ContentLocation', 'Content Location', ['S', 'E', 'L'], { ...onCreate, defaultValue: 'S' }),
    text('TextPreview', 'Text Preview', 255, { ...readOnly, ...restOnly }),
    field('VersionData', 'Version Data', 'base64', { ...onCreate, ...restOnly }),
    ownerField(),
  ],
);

/** ContentDocumentLink: where a file is shared; each file has one for its owner. */
export const contentDocumentLink = defineWithoutAudit(
  {
    name: 'ContentDocumentLink',
    label: 'Content Document Link',
    labelPlural: 'Content Document Links',
    keyPrefix: '06A',
    hasChangeEvents: true,
    replicateable: false,
  },
  [
    reference('LinkedEntityId', 'Linked Entity ID', linkTargets(), { ...onCreate, required: true }),
    reference('ContentDocumentId', 'ContentDocument ID', ['ContentDocument'], {
      ...onCreate,
      required: true,
    }),
    picklist('ShareType', 'Share Type', ['V', 'C', 'I'], { defaultValue: 'V' }),
    picklist('Visibility', 'Visibility', ['AllUsers', 'InternalUsers', 'SharedUsers'], {
      defaultValue: 'AllUsers',
    }),
  ],
);

const noteView = defineWithoutAudit(
  {
    name: 'ContentNote',
    label: 'Note',
    labelPlural: 'Notes',
    keyPrefix: '069',
    replicateable: false,
    needs: 'notes',
  },
  [
    text('Title', 'Title', 255, { required: true, nillable: false }),
    ...fileFields,
    text('TextPreview', 'Text Preview', 255, readOnly),
    field('Content', 'Body', 'base64'),
    ownerField(),
    reference('LatestPublishedVersionId', 'Latest Published Version ID', ['ContentVersion'], readOnly),
    ...auditFields,
  ],
);

/** ContentNote: another view of the ContentDocument that holds a note; it has no rows of its own. */
export const contentNote = {
  ...noteView,
  fields: noteView.fields.filter((each) => each.name !== 'SystemModstamp'),
};

function linkTargets(): string[] {
  return [
    'Account',
    'Case',
    'Contact',
    'Event',
    'Group',
    'Lead',
    'Opportunity',
    'Organization',
    'Task',
    'User',
  ];
}
