import { cast } from './cast.ts';
import { createClock } from './clock.ts';
import { toDate } from './derive.ts';
import {
  caseSubjects,
  companies,
  dealNames,
  firstNames,
  jobTitles,
  lastNames,
  taskSubjects,
} from './names.ts';
import { stages } from './objects/opportunity.ts';
import { createOrg, type Org, type OrgOptions } from './org.ts';
import type { SeededOrg } from './people.ts';
import type { Values } from './record.ts';
import { seedUsers } from './users.ts';

/** All have defaults: seed 1, the running clock, an Enterprise production org. */
export interface SeedOptions extends Partial<OrgOptions> {
  /** Entities (`Lead`) that another integration has selected already, on a channel of its own. */
  readonly selectedElsewhere?: readonly string[];
  /** Added to each username, which is unique over all orgs; `.sbx` in a sandbox. */
  readonly usernameSuffix?: string;
}

/** `changeOrigin` of what people do in Lightning. */
export const LIGHTNING = 'com/salesforce/api/soap/66.0;client=SfdcInternalAPI/';

const DAY = 86_400_000;

/** An org with its cast, accounts, contacts, leads, opportunities, cases and tasks of the last year. */
export function seedOrg(options: SeedOptions = {}): SeededOrg {
  const { selectedElsewhere = [], usernameSuffix, ...given } = options;
  const sandbox = given.environment === 'sandbox';
  const org = createOrg({ seed: 1, clock: createClock(), instance: sandbox ? 'Hn' : 'gK', ...given });
  const people = seedUsers(org, usernameSuffix ?? (sandbox ? '.sbx' : ''));
  const seeded = { org, people };
  const accounts = seedAccounts(seeded);
  accounts.forEach((account, index) => {
    seedBusiness(seeded, account, index);
  });
  seedLeads(seeded);
  selectElsewhere(org, selectedElsewhere);
  return seeded;
}

/** User ids of the people of a team, in the order of the cast. */
export function team({ people }: SeededOrg, name: 'sales' | 'service'): string[] {
  return cast.filter((member) => member.team === name).map((member) => people.get(member.key)!);
}

function createAt(
  { org }: SeededOrg,
  userId: string,
  daysAgo: number,
  object: string,
  values: Values,
): string {
  const at = org.now() - daysAgo * DAY - org.random.integer(0, 8 * 3600) * 1000;
  return org.transact({ userId, origin: LIGHTNING, at }, (tx) => tx.create(object, values));
}

interface SeededAccount {
  readonly id: string;
  readonly name: string;
  readonly city: string;
  readonly owner: string;
}

function seedAccounts(seeded: SeededOrg): SeededAccount[] {
  const { org } = seeded;
  const sales = team(seeded, 'sales');
  return companies.map(({ name, industry, city, employees }, index) => {
    const owner = sales[index % sales.length]!;
    const id = createAt(seeded, owner, org.random.integer(200, 360), 'Account', {
      Name: name,
      Industry: industry,
      Type: index % 3 === 0 ? 'Prospect' : 'Customer - Direct',
      BillingCity: city,
      NumberOfEmployees: employees,
      AnnualRevenue: employees * 90_000,
      Website: `https://${slug(name)}.example`,
      Rating: org.random.pick(['Hot', 'Warm', 'Cold']),
      OwnerId: owner,
    });
    return { id, name, city, owner };
  });
}

/** Two contacts, one or two deals, a case and a task for each account. */
function seedBusiness(seeded: SeededOrg, account: SeededAccount, index: number): void {
  const { org } = seeded;
  const contacts = [0, 1].map((n) => seedContact(seeded, account, index * 2 + n));
  for (let n = 0; n <= index % 2; n += 1) seedDeal(seeded, account);
  const support = team(seeded, 'service');
  createAt(seeded, support[index % support.length]!, org.random.integer(1, 25), 'Case', {
    Subject: caseSubjects[index % caseSubjects.length]!,
    Origin: org.random.pick(['Phone', 'Email', 'Web']),
    Priority: org.random.pick(['High', 'Medium', 'Low']),
    Type: org.random.pick(['Mechanical', 'Electrical', 'Other']),
    ContactId: contacts[0]!,
    AccountId: account.id,
  });
  createAt(seeded, account.owner, org.random.integer(1, 20), 'Task', {
    Subject: `${taskSubjects[index % taskSubjects.length]} for ${account.name}`,
    WhatId: account.id,
    WhoId: contacts[0]!,
    ActivityDate: toDate(org.now() + (index - 4) * DAY),
  });
}

function seedContact(seeded: SeededOrg, account: SeededAccount, index: number): string {
  const { org } = seeded;
  const FirstName = firstNames[index % firstNames.length]!;
  const LastName = lastNames[(index * 7 + 3) % lastNames.length]!;
  return createAt(seeded, account.owner, org.random.integer(30, 190), 'Contact', {
    FirstName,
    LastName,
    AccountId: account.id,
    Title: org.random.pick(jobTitles),
    Email: `${slug(FirstName)}.${slug(LastName)}@${slug(account.name)}.example`,
    Phone: `+49 40 5550${100 + index}`,
    MailingCity: account.city,
  });
}

function seedDeal(seeded: SeededOrg, account: SeededAccount): void {
  const { org } = seeded;
  const open = stages.filter((each) => !each.isClosed);
  createAt(seeded, account.owner, org.random.integer(5, 120), 'Opportunity', {
    Name: `${account.name} – ${org.random.pick(dealNames)}`,
    AccountId: account.id,
    StageName: org.random.pick(open.slice(0, 6)).name,
    Amount: org.random.integer(8, 180) * 1000,
    CloseDate: toDate(org.now() + org.random.integer(10, 90) * DAY),
    Type: 'New Customer',
    LeadSource: org.random.pick(['Web', 'Phone Inquiry', 'Partner Referral']),
  });
}

function seedLeads(seeded: SeededOrg): void {
  const { org } = seeded;
  const sales = team(seeded, 'sales');
  for (let index = 0; index < 12; index += 1) {
    const LastName = lastNames[(index * 5 + 1) % lastNames.length]!;
    createAt(seeded, sales[index % sales.length]!, org.random.integer(2, 60), 'Lead', {
      FirstName: firstNames[(index * 3 + 2) % firstNames.length]!,
      LastName,
      Company: `${LastName} ${org.random.pick(['Logistics', 'Tooling', 'Foods', 'Systems'])}`,
      LeadSource: org.random.pick(['Web', 'Phone Inquiry', 'Partner Referral']),
      Rating: org.random.pick(['Hot', 'Warm', 'Cold']),
    });
  }
}

function selectElsewhere(org: Org, entities: readonly string[]): void {
  if (entities.length === 0) return;
  org.channels.createChannel('Warehouse_Sync__chn', 'data', 'Warehouse Sync');
  for (const entity of entities) {
    org.channels.createMember(
      `Warehouse_Sync_chn_${entity}ChangeEvent`,
      'Warehouse_Sync__chn',
      `${entity}ChangeEvent`,
    );
  }
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
