import type { Feature, ObjectReads } from '../../../activity/feature.ts';
import { contactExamples } from './contacts.examples.ts';
import {
  assignedTitle,
  changedTitle,
  personName,
  recordChange,
  recordName,
  theRecord,
  wholeRecordTitle,
} from './phrases.ts';

const reads: ObjectReads = {
  type: 'Contact',
  streamed: true,
  keep: ['Name', 'Name.FirstName', 'Name.MiddleName', 'Name.LastName', 'Name.Suffix'],
  // How to reach a person is nobody's business here: e-mail, phones and addresses are labels alone.
  show: ['AccountId', 'OwnerId', 'ReportsToId', 'Title', 'Department', 'LeadSource'],
  ignore: [
    'LastCURequestDate',
    'LastCUUpdateDate',
    'CleanStatus',
    'Jigsaw',
    'JigsawContactId',
    'IsPersonAccount',
  ],
  nameOf: personName,
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
    wholeRecordTitle(input, theRecord('contact', input.record)) ??
    assignedTitle(input, words, recordName('contact', input.record)) ??
    changedTitle(input, words, recordName('contact', input.record), reads),
  examples: contactExamples,
};
