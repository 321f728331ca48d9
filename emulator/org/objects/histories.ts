import type { FieldDef, ObjectDef } from '../types.ts';
import { auditFields, defineSetupObject, field, flag, picklist, reference, text } from './fields.ts';

const [createdDate, createdById] = auditFields as [FieldDef, FieldDef];
const isDeleted = flag('IsDeleted', 'Deleted');

/** Objects whose field changes the org keeps, and the table that keeps them. */
export const historyTables = {
  Account: 'AccountHistory',
  Case: 'CaseHistory',
  Contact: 'ContactHistory',
  Lead: 'LeadHistory',
  Opportunity: 'OpportunityFieldHistory',
} as const;

/** An object with field history tracking. */
export type TrackedObject = keyof typeof historyTables;

/** Types as DataType names them. */
const dataTypes = [
  'Text',
  'Currency',
  'DynamicEnum',
  'MultiEnum',
  'DateOnly',
  'DateTime',
  'EntityId',
  'Double',
  'Integer',
  'Percent',
  'Boolean',
  'Email',
  'Phone',
  'Url',
  'TextArea',
];

function define(name: string, parent: string, keyPrefix: string, fields: readonly FieldDef[]): ObjectDef {
  const label = name.replace(/([a-z])([A-Z])/g, '$1 $2');
  const columns = [
    reference(`${parent}Id`, `${parent} ID`, [parent], { nillable: false }),
    createdById,
    createdDate,
    ...fields,
    isDeleted,
  ];
  const def = defineSetupObject({ name, label, labelPlural: label, keyPrefix }, columns);
  return { ...def, replicateable: true, historyOf: parent };
}

/** The history table of each tracked object: one row for a change, two for that of a lookup. */
export const fieldHistories: readonly ObjectDef[] = Object.entries(historyTables).map(([parent, name]) =>
  define(name, parent, '017', [
    picklist('Field', 'Changed Field', [], { nillable: false }),
    picklist('DataType', 'Datatype', dataTypes),
    field('OldValue', 'Old Value', 'anyType'),
    field('NewValue', 'New Value', 'anyType'),
  ]),
);

/** OpportunityHistory: what stage, amount, close date and probability were after each change of one of them; needs no setup. */
export const opportunityHistory = define('OpportunityHistory', 'Opportunity', '008', [
  text('StageName', 'Stage Name', 255, { nillable: false }),
  field('Amount', 'Amount', 'currency'),
  field('ExpectedRevenue', 'Expected Revenue', 'currency'),
  field('CloseDate', 'Close Date', 'date'),
  field('Probability', 'Probability', 'percent'),
  picklist('ForecastCategory', 'To ForecastCategory', [
    'BestCase',
    'Closed',
    'Forecast',
    'MostLikely',
    'Omitted',
    'Pipeline',
  ]),
  field('PrevAmount', 'Previous Amount', 'currency'),
  field('PrevCloseDate', 'Previous Close Date', 'date'),
  field('SystemModstamp', 'System Modstamp', 'datetime', { nillable: false }),
]);
