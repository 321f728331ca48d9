import type { TrackedObject } from './objects/histories.ts';
import { compoundOf } from './objects/index.ts';
import type { ObjectDef } from './types.ts';

/** Fields whose changes are kept, by object; a compound stands for all its parts; null: the object is not tracked. */
export type FieldTracking = Readonly<Record<TrackedObject, readonly string[] | null>>;

/** What an administrator of the emulated orgs has ticked: at most 20 fields of an object, as Salesforce allows. */
export const defaultTracking: FieldTracking = {
  Account: [
    'Name',
    'Type',
    'ParentId',
    'BillingAddress',
    'Phone',
    'Website',
    'Industry',
    'AnnualRevenue',
    'NumberOfEmployees',
    'Rating',
    'Description',
    'OwnerId',
  ],
  Case: [
    'ContactId',
    'AccountId',
    'Type',
    'Status',
    'Reason',
    'Origin',
    'Subject',
    'Priority',
    'Description',
    'IsEscalated',
    'OwnerId',
  ],
  Contact: ['AccountId', 'Name', 'MailingAddress', 'Phone', 'Email', 'Title', 'Department', 'OwnerId'],
  Lead: ['Name', 'Title', 'Company', 'Phone', 'Email', 'LeadSource', 'Status', 'Rating', 'OwnerId'],
  Opportunity: [
    'AccountId',
    'Name',
    'Description',
    'StageName',
    'Amount',
    'Probability',
    'CloseDate',
    'Type',
    'NextStep',
    'LeadSource',
    'ForecastCategoryName',
    'OwnerId',
  ],
};

/** True where changes of the field, by its column name, are kept. */
export function isTracked(tracking: FieldTracking, def: ObjectDef, column: string): boolean {
  const fields = tracking[def.name as TrackedObject];
  if (!fields) return false;
  const parent = compoundOf(def, column)?.parent.name;
  return fields.includes(column) || (parent !== undefined && fields.includes(parent));
}
