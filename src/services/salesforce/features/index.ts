import type { Feature } from '../../../activity/feature.ts';
import { accounts } from './accounts.ts';
import { cases } from './cases.ts';
import { comments } from './comments.ts';
import { contacts } from './contacts.ts';
import { emails } from './emails.ts';
import { events } from './events.ts';
import { leads } from './leads.ts';
import { notes } from './notes.ts';
import { opportunities } from './opportunities.ts';
import { tasks } from './tasks.ts';
import { updates } from './updates.ts';

/** The eleven feature areas of Salesforce, in the order in which people see them and slots are asked for. */
export const salesforceFeatures: readonly Feature[] = [
  tasks,
  events,
  opportunities,
  cases,
  contacts,
  accounts,
  leads,
  notes,
  emails,
  comments,
  updates,
];
