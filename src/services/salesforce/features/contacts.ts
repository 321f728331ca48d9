import type { Feature, ObjectReads } from '../../../activity/feature.ts';
import { contactExamples } from './contacts.examples.ts';
import {
  assignedTitle,
  changedTitle,
  mergedTitle,
  personName,
  recordChange,
  recordName,
  theRecord,
  wholeRecordTitle,
} from './phrases.ts';

const reads: ObjectReads = {
  type: 'Contact',
  streamed: true,
  keep: ['Name', 'Name.FirstName', 'Name.MiddleName', 'Name.LastName', 'Name.Suffix', 'MasterRecordId'],
  // How to reach a person is nobody's business here: e-mail, phones and addresses are labels alone.
  show: ['AccountId', 'OwnerId', 'ReportsToId', 'Title', 'Department', 'LeadSource'],
  ignore: [
    'MasterRecordId',
    'LastCURequestDate',
    'LastCUUpdateDate',
    'CleanStatus',
    'Jigsaw',
    'JigsawContactId',
    'IsPersonAccount',
  ],
  nameOf: personName,
  history: { object: 'ContactHistory', parent: 'ContactId' },
};

/** Contacts: people of customers that were created, changed, handed over. */
export const contacts: Feature = {
  key: 'contacts',
  name: 'Contacts',
  defaultPath: 'cdc',
  objects: [reads],
  slots: [],
  changeEntry: (change) => recordChange('contacts', change),
  recordEntries: () => [],
  title: (input, words) =>
    mergedTitle(input, words, 'contact') ??
    wholeRecordTitle(input, theRecord('contact', input.record)) ??
    assignedTitle(input, words, recordName('contact', input.record)) ??
    changedTitle(input, words, recordName('contact', input.record), reads),
  examples: contactExamples,
};
