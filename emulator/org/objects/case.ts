import {
  defineObject,
  field,
  flag,
  ownerField,
  picklist,
  readOnly,
  reference,
  systemOnly,
  text,
} from './fields.ts';

/** Case statuses of a fresh org; only `Closed` closes. */
const caseStatuses = ['New', 'Working', 'Escalated', 'Closed'];

/** Case, in the order that CaseChangeEvent is believed to have (no captured schema was found). */
export const caseObject = defineObject(
  { name: 'Case', label: 'Case', labelPlural: 'Cases', keyPrefix: '500', hasChangeEvents: true },
  [
    text('CaseNumber', 'Case Number', 30, { ...readOnly, nillable: false }),
    reference('ContactId', 'Contact ID', ['Contact']),
    reference('AccountId', 'Account ID', ['Account']),
    reference('AssetId', 'Asset ID', ['Asset']),
    reference('ParentId', 'Parent Case ID', ['Case']),
    text('SuppliedName', 'Name', 80),
    field('SuppliedEmail', 'Email Address', 'email', { length: 80 }),
    text('SuppliedPhone', 'Phone', 40),
    text('SuppliedCompany', 'Company', 80),
    picklist('Type', 'Case Type', ['Mechanical', 'Electrical', 'Electronic', 'Structural', 'Other']),
    picklist('Status', 'Status', caseStatuses, { defaultValue: 'New', nillable: false }),
    picklist('Reason', 'Case Reason', [
      'Installation',
      'Equipment Complexity',
      'Performance',
      'Breakdown',
      'Equipment Design',
      'Feedback',
      'Other',
    ]),
    picklist('Origin', 'Case Origin', ['Phone', 'Email', 'Web']),
    text('Subject', 'Subject'),
    picklist('Priority', 'Priority', ['High', 'Medium', 'Low'], { defaultValue: 'Medium' }),
    field('Description', 'Description', 'textarea', { length: 32000 }),
    flag('IsClosed', 'Closed', readOnly),
    field('ClosedDate', 'Closed Date', 'datetime', readOnly),
    flag('IsEscalated', 'Escalated'),
    ownerField(['Group', 'User']),
  ],
  [reference('MasterRecordId', 'Master Record ID', ['Case'], systemOnly)],
);
