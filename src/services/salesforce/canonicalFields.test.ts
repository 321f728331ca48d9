import { expect, it } from 'vitest';
import { canonicalFields } from './canonicalFields.ts';
import { objectsThatAre, toDescribedObject } from './describe.ts';

it('calls lookups by their column and parts by their compound', () => {
  const contact = toDescribedObject({
    name: 'Contact',
    fields: [
      { name: 'Name', type: 'string', compoundFieldName: 'Name' },
      { name: 'FirstName', type: 'string', compoundFieldName: 'Name' },
      { name: 'MailingAddress', type: 'address' },
      { name: 'MailingCity', type: 'string', compoundFieldName: 'MailingAddress' },
      { name: 'MailingGeocodeAccuracy', type: 'picklist', compoundFieldName: 'MailingAddress' },
      { name: 'OwnerId', type: 'reference', relationshipName: 'Owner' },
      { name: 'AccountId', type: 'reference', relationshipName: 'Account' },
      { name: 'Mentor__c', type: 'reference', relationshipName: 'Mentor__r' },
      { name: 'Email', type: 'email' },
    ],
  });
  expect(Object.fromEntries(canonicalFields(contact))).toEqual({
    FirstName: 'Name.FirstName',
    MailingCity: 'MailingAddress.City',
    MailingGeocodeAccuracy: 'MailingAddress.GeocodeAccuracy',
    Owner: 'OwnerId',
    Account: 'AccountId',
    Mentor__r: 'Mentor__c',
  });
});

it('leaves a field alone that is called like a relationship', () => {
  const odd = toDescribedObject({
    name: 'Odd__c',
    fields: [
      { name: 'Parent', type: 'string' },
      { name: 'ParentId', type: 'reference', relationshipName: 'Parent' },
    ],
  });
  expect(canonicalFields(odd).size).toBe(0);
});

it('knows of objects whether they can be queried and replicated, and takes silence about the latter for no', () => {
  const objects = [
    toDescribedObject({ name: 'Case', fields: [], queryable: true, replicateable: true }),
    toDescribedObject({ name: 'ContentNote', fields: [], queryable: true, replicateable: false }),
    toDescribedObject({ name: 'CaseHistory', fields: [] }),
    toDescribedObject({ name: 'CaseChangeEvent', fields: [], queryable: false }),
  ];
  const described = new Map(objects.map((object) => [object.name, object]));
  expect([...objectsThatAre(described, 'queryable')]).toEqual(['Case', 'ContentNote', 'CaseHistory']);
  expect([...objectsThatAre(described, 'replicateable')]).toEqual(['Case']);
});
