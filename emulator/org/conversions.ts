import { toDate } from './derive.ts';
import { SalesforceError } from './errors.ts';
import type { OrgRecord, Values } from './record.ts';
import type { Transaction } from './transaction.ts';

/** What a converted lead became; no opportunity where none was wanted. */
export interface Converted {
  readonly accountId: string;
  readonly contactId: string;
  readonly opportunityId: string | null;
}

/**
 * Converts a lead in the documented order of events: Account, Contact, Opportunity, Lead (Change Data
 * Capture Developer Guide, "Change Events for Lead Conversion").
 */
export function convertLead(
  tx: Transaction,
  leadId: string,
  { now, opportunity = true }: { now: number; opportunity?: boolean },
): Converted {
  const lead = tx.get('Lead', leadId);
  if (!lead || lead.IsDeleted || lead.IsConverted)
    throw new SalesforceError(400, 'CANNOT_UPDATE_CONVERTED_LEAD', 'no lead to convert');
  const OwnerId = ownerOf(lead);
  const accountId = tx.create('Account', {
    Name: lead.Company ?? null,
    Phone: lead.Phone ?? null,
    ...OwnerId,
  });
  const contactId = tx.create('Contact', {
    AccountId: accountId,
    ...pick(lead, ['Salutation', 'FirstName', 'LastName', 'Title', 'Email', 'Phone', 'LeadSource']),
    ...OwnerId,
  });
  const deal = {
    Name: `${lead.Company}-`,
    AccountId: accountId,
    StageName: 'Prospecting',
    CloseDate: toDate(now + 90 * 86_400_000),
    LeadSource: lead.LeadSource ?? null,
    ...OwnerId,
  };
  const opportunityId = opportunity ? tx.create('Opportunity', deal) : null;
  tx.update('Lead', leadId, {
    Status: 'Closed - Converted',
    IsConverted: true,
    ConvertedDate: toDate(now),
    ConvertedAccountId: accountId,
    ConvertedContactId: contactId,
    ConvertedOpportunityId: opportunityId,
  });
  tx.mark('Account', accountId, 'accountCreatedFromLead');
  tx.mark('Contact', contactId, 'contactCreatedFromLead');
  if (opportunityId) tx.mark('Opportunity', opportunityId, 'opportunityCreatedFromLead');
  tx.mark('Lead', leadId, 'leadConverted');
  return { accountId, contactId, opportunityId };
}

/** Makes an account that is a person: an Account and a Contact, both with its name. */
export function createPersonAccount(
  tx: Transaction,
  values: Values,
): { accountId: string; contactId: string } {
  const { PersonTitle = null, PersonEmail = null, ...name } = values;
  const accountId = tx.create('Account', { ...name, PersonTitle, PersonEmail });
  const contactId = tx.create('Contact', {
    ...name,
    Title: PersonTitle,
    Email: PersonEmail,
    AccountId: accountId,
    IsPersonAccount: true,
  });
  tx.update('Account', accountId, { PersonContactId: contactId });
  return { accountId, contactId };
}

/** A queue owns a lead at most: an account belongs to a person, so to whoever converts. */
function ownerOf(lead: OrgRecord): Values {
  return String(lead.OwnerId).startsWith('005') ? { OwnerId: String(lead.OwnerId) } : {};
}

function pick(record: OrgRecord, names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, record[name] ?? null]));
}
