// The emulated org of the benchmark: serves over TLS and makes the events that everybody reads.

import { toId18 } from '../emulator/org/ids.ts';
import type { Transaction } from '../emulator/org/transaction.ts';
import { type Emulator, startEmulator } from '../emulator/start.ts';
import { nowMs, serve } from './child.ts';

/** Where the org is, for the other processes. */
export interface OrgAddress {
  readonly url: string;
  readonly pubsubUrl: string;
  readonly certificate: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly organizationId: string;
}

const authors = ['jon', 'tomas', 'lea', 'priya', 'samir', 'yuki', 'bruno', 'anna', 'kofi', 'elif'];
const entities = ['Opportunity', 'Task', 'Case', 'Event', 'Contact'] as const;
type Entity = (typeof entities)[number];
const stages = ['Prospecting', 'Qualification', 'Needs Analysis', 'Negotiation/Review'];
const createEvery = 10;
const hour = 3_600_000;

let emulator: Emulator;
const known: Record<Entity, string[]> = { Opportunity: [], Task: [], Case: [], Event: [], Contact: [] };

function create(tx: Transaction, entity: Entity, number: number): string {
  const date = new Date(emulator.org.now()).toISOString().slice(0, 10);
  const fields = {
    Opportunity: { Name: `Deal ${number}`, StageName: stages[0]!, CloseDate: date, Amount: 1000 + number },
    Task: { Subject: `Call ${number}`, ActivityDate: date },
    Case: { Subject: `Question ${number}`, Origin: 'Web' },
    Event: { Subject: `Review ${number}`, StartDateTime: emulator.org.now(), DurationInMinutes: 30 },
    Contact: { FirstName: 'Kim', LastName: `Number ${number}` },
  };
  return tx.create(entity, fields[entity]);
}

function update(tx: Transaction, entity: Entity, id: string, number: number): void {
  const fields = {
    Opportunity: { Amount: 2000 + number, StageName: stages[number % stages.length]! },
    Task: { Status: number % 2 ? 'In Progress' : 'Waiting on someone else', Subject: `Call ${number}` },
    Case: { Priority: number % 2 ? 'High' : 'Low', Subject: `Question ${number}` },
    Event: { Location: `Room ${number}`, DurationInMinutes: 15 + (number % 60) },
    Contact: { Title: `Head of ${number}`, MailingCity: `City ${number % 50}` },
  };
  tx.update(entity, id, fields[entity]);
}

/** One event in a transaction of its own: each tenth a new record, the rest changes of known ones. */
function emitOne(number: number): void {
  const entity = entities[number % entities.length]!;
  const turn = Math.floor(number / entities.length);
  const userId = emulator.orgs[0]!.people.get(authors[number % authors.length]!)!;
  const ids = known[entity];
  emulator.org.transact({ userId, origin: '' }, (tx) => {
    if (turn % createEvery === 0) ids.push(create(tx, entity, number));
    else update(tx, entity, ids[turn % ids.length]!, number);
  });
}

function openSession(): string {
  const { app, org, orgs } = emulator;
  const userId = orgs[0]!.people.get('olga')!;
  return org.sessions.open({ clientId: app.clientId, userId, scopes: app.scopes }).session.token;
}

serve({
  start: async (): Promise<OrgAddress> => {
    emulator = await startEmulator({
      tls: true,
      orgs: [{ edition: 'Unlimited Edition', deliveryLimit: 1e9 }],
    });
    const { url, pubsubUrl, certificate, app, org } = emulator;
    return { url, pubsubUrl, certificate: certificate!, ...app, organizationId: org.orgId };
  },
  /** A new session of Olga's, for a program that brings no OAuth of its own. */
  token: openSession,
  /** Spreads the events over time, ending at the org's present: people do not change everything at once. */
  emit: ({ from, count, everyMs }: { from: number; count: number; everyMs: number }) => {
    const { clock } = emulator.org;
    clock.advance(-count * everyMs);
    for (let number = from; number < from + count; number += 1) {
      emitOne(number);
      clock.advance(everyMs);
    }
  },
  /** Goes on in the org's future, so that what was read long ago is forgotten as Salesforce forgets it. */
  emitOnwards: ({ from, count }: { from: number; count: number }) => {
    for (let number = from; number < from + count; number += 1) {
      emitOne(number);
      emulator.org.clock.advance(hour / 1000);
    }
  },
  /** So many changes of a stage, each one made when it is read, spread evenly over the last days. */
  loadHistory: ({ rows, days }: { rows: number; days: number }) => {
    const deals = emulator.org.records('Opportunity').map(({ Id }) => Id);
    const to = Math.floor(emulator.org.now() / 1000) * 1000 - hour;
    const from = to - days * 24 * hour;
    const stepMs = Math.max(1, Math.floor((to - from) / rows / 1000)) * 1000;
    const people = authors.map((name) => emulator.orgs[0]!.people.get(name)!);
    emulator.org.loadHistory('OpportunityFieldHistory', {
      count: rows,
      at: (index) => ({
        Id: toId18(`017${index.toString().padStart(12, '0')}`),
        IsDeleted: false,
        OpportunityId: deals[index % deals.length]!,
        CreatedById: people[index % people.length]!,
        CreatedDate: from + index * stepMs,
        Field: 'StageName',
        DataType: 'DynamicEnum',
        OldValue: stages[index % stages.length]!,
        NewValue: stages[(index + 1) % stages.length]!,
      }),
    });
    return { from, to };
  },
  /** API calls that the org has counted. */
  apiRequests: () => emulator.org.usage.apiRequests,
  /** From now on answers no getUpdated and no getDeleted. */
  refuseUpdated: () => {
    for (const path of ['/updated', '/deleted'])
      emulator.faults.inject({ name: 'rest.UNKNOWN_EXCEPTION', times: 1000, path });
  },
  /** One visible change; answers the moment of its commit. */
  changeTitle: (title: string): number => {
    const userId = emulator.orgs[0]!.people.get('jon')!;
    const { Id } = emulator.org.records('Contact').find((record) => !record.IsDeleted)!;
    emulator.org.transact({ userId, origin: '' }, (tx) => tx.update('Contact', Id, { Title: title }));
    return nowMs();
  },
});
