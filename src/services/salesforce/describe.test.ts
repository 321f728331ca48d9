import { expect, it } from 'vitest';
import { toDescribedObject } from './describe.ts';

it('reads a description that tells no more than names and types', () => {
  const fields = [
    { name: 'Subject', type: 'picklist', picklistValues: null, referenceTo: null },
    { name: 'Status', type: 'picklist', picklistValues: [{ value: 'Open' }] },
  ];
  const object = toDescribedObject({ name: 'Task', fields });
  expect(object).toMatchObject({ name: 'Task', label: 'Task', labelPlural: 'Task', queryable: true });
  expect(object.fields.get('Subject')).toMatchObject({ label: 'Subject', referenceTo: [] });
  expect(object.fields.get('Subject')).toMatchObject({ compoundFieldName: undefined, picklist: new Map() });
  expect(object.fields.get('Status')?.picklist).toEqual(new Map([['Open', 'Open']]));
});
