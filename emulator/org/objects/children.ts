import type { ObjectDef } from '../types.ts';

/** Records that point to a record, as its object names them: `Account.Contacts` are those by Contact.AccountId. */
export interface ChildRelationship {
  readonly name: string;
  readonly child: string;
  /** The lookup of the child. */
  readonly field: string;
}

const relationships: readonly ChildRelationship[] = [
  { name: 'ChildAccounts', child: 'Account', field: 'ParentId' },
  { name: 'Contacts', child: 'Contact', field: 'AccountId' },
  { name: 'Opportunities', child: 'Opportunity', field: 'AccountId' },
  { name: 'Cases', child: 'Case', field: 'AccountId' },
  { name: 'Cases', child: 'Case', field: 'ContactId' },
  { name: 'Tasks', child: 'Task', field: 'WhatId' },
  { name: 'Tasks', child: 'Task', field: 'WhoId' },
  { name: 'Events', child: 'Event', field: 'WhatId' },
  { name: 'Events', child: 'Event', field: 'WhoId' },
  { name: 'EventRelations', child: 'EventRelation', field: 'EventId' },
  { name: 'CaseComments', child: 'CaseComment', field: 'ParentId' },
  { name: 'EmailMessages', child: 'EmailMessage', field: 'ParentId' },
  { name: 'FeedComments', child: 'FeedComment', field: 'FeedItemId' },
  { name: 'Notes', child: 'Note', field: 'ParentId' },
  { name: 'ContentDocumentLinks', child: 'ContentDocumentLink', field: 'LinkedEntityId' },
  { name: 'ContentDocumentLinks', child: 'ContentDocumentLink', field: 'ContentDocumentId' },
  { name: 'ContentVersions', child: 'ContentVersion', field: 'ContentDocumentId' },
  { name: 'Histories', child: 'AccountHistory', field: 'AccountId' },
  { name: 'Histories', child: 'ContactHistory', field: 'ContactId' },
  { name: 'Histories', child: 'CaseHistory', field: 'CaseId' },
  { name: 'Histories', child: 'LeadHistory', field: 'LeadId' },
  { name: 'Histories', child: 'OpportunityFieldHistory', field: 'OpportunityId' },
  { name: 'OpportunityHistories', child: 'OpportunityHistory', field: 'OpportunityId' },
];

/** The child relationships of an object, of those children that `objectDef` knows. */
export function childrenOf(
  parent: string,
  objectDef: (name: string) => ObjectDef | undefined,
): readonly ChildRelationship[] {
  return relationships.filter(({ child, field }) =>
    objectDef(child)?.fields.some((each) => each.name === field && each.referenceTo?.includes(parent)),
  );
}
