import type { Feature } from '../../../activity/feature.ts';
import { cases } from './cases.ts';
import { contacts } from './contacts.ts';
import { events } from './events.ts';
import { opportunities } from './opportunities.ts';
import { tasks } from './tasks.ts';

/** The feature areas of Salesforce, in the order in which people see them and slots are asked for. */
export const salesforceFeatures: readonly Feature[] = [tasks, events, opportunities, cases, contacts];
