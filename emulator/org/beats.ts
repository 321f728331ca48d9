import { toDate } from './derive.ts';
import {
  callSubjects,
  caseSubjects,
  dealNames,
  firstNames,
  internalMeetingSubjects,
  jobTitles,
  lastNames,
  meetingSubjects,
  nextSteps,
  taskSubjects,
} from './names.ts';
import { stages } from './objects/opportunity.ts';
import type { OrgRecord, Values } from './record.ts';
import { LIGHTNING, team } from './seed.ts';
import type { Scene } from './story.ts';
import type { Transaction } from './transaction.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** One thing that happens in the org; undefined where there was nothing to do it to. */
type BeatOf = (scene: Scene) => string | undefined;

function as<T>({ org }: Scene, userId: string, work: (tx: Transaction) => T, origin = LIGHTNING): T {
  return org.transact({ userId, origin }, work);
}

function pickFrom<T>(scene: Scene, items: readonly T[]): T | undefined {
  return items.length > 0 ? scene.random.pick(items) : undefined;
}

const ownerOf = (record: OrgRecord): string => String(record.OwnerId);
const openDeals = (scene: Scene) => scene.among('Opportunity', (each) => each.IsClosed === false);
const openCases = (scene: Scene) => scene.among('Case', (each) => each.IsClosed === false);
/** Customers only: the story leaves alone what it did not bring in by its own people. */
const contacts = (scene: Scene) => scene.among('Contact', (each) => each.AccountId !== null);

const moveDeal: BeatOf = (scene) => {
  const deal = pickFrom(scene, openDeals(scene));
  if (!deal) return newDeal(scene);
  const at = stages.findIndex((each) => each.name === deal.StageName);
  const next = stages[at + 1] ?? stages[0]!;
  // One in five negotiations is lost; the others are won.
  const lost = next.isWon && scene.random.next() < 0.2;
  const stage = lost ? 'Closed Lost' : next.name;
  as(scene, ownerOf(deal), (tx) =>
    tx.update('Opportunity', deal.Id, {
      StageName: stage,
      ...(!next.isClosed && { NextStep: scene.random.pick(nextSteps) }),
      ...(next.isClosed && { CloseDate: toDate(scene.org.now()) }),
    }),
  );
  return `${deal.Name} moves to ${stage}`;
};

const reviseDeal: BeatOf = (scene) => {
  const deal = pickFrom(scene, openDeals(scene));
  if (!deal) return undefined;
  const Amount = Math.round((Number(deal.Amount ?? 20_000) * (0.85 + scene.random.next() * 0.4)) / 500) * 500;
  const CloseDate = toDate(scene.org.now() + scene.random.integer(7, 75) * DAY);
  as(scene, ownerOf(deal), (tx) => tx.update('Opportunity', deal.Id, { Amount, CloseDate }));
  return `${deal.Name} is now ${Amount}, closing ${CloseDate}`;
};

const newDeal: BeatOf = (scene) => {
  const account = pickFrom(scene, scene.among('Account'))!;
  const Name = `${account.Name} – ${scene.random.pick(dealNames)}`;
  as(scene, scene.random.pick(team(scene, 'sales')), (tx) =>
    tx.create('Opportunity', {
      Name,
      AccountId: account.Id,
      StageName: 'Prospecting',
      Amount: scene.random.integer(5, 140) * 1000,
      CloseDate: toDate(scene.org.now() + scene.random.integer(20, 110) * DAY),
    }),
  );
  return `${Name} is opened`;
};

const openCase: BeatOf = (scene) => {
  const contact = pickFrom(scene, contacts(scene))!;
  const Subject = scene.random.pick(caseSubjects);
  as(scene, scene.random.pick(team(scene, 'service')), (tx) =>
    tx.create('Case', {
      Subject,
      ContactId: contact.Id,
      Origin: scene.random.pick(['Phone', 'Email', 'Web']),
      Priority: 'Medium',
    }),
  );
  return `${contact.Name} reports: ${Subject}`;
};

function setCase(
  scene: Scene,
  status: string,
  fits: (record: OrgRecord) => boolean,
  more: Record<string, string | boolean> = {},
): string | undefined {
  const record = pickFrom(scene, openCases(scene).filter(fits));
  if (!record) return undefined;
  as(scene, ownerOf(record), (tx) => tx.update('Case', record.Id, { Status: status, ...more }));
  return `Case ${record.CaseNumber} is ${status}`;
}

const logCall: BeatOf = (scene) => {
  const contact = pickFrom(scene, contacts(scene))!;
  const Subject = scene.random.pick(callSubjects);
  const deal = openDeals(scene).find((each) => each.AccountId === contact.AccountId);
  const caller = deal
    ? ownerOf(deal)
    : scene.random.pick([...team(scene, 'sales'), ...team(scene, 'service')]);
  as(scene, caller, (tx) =>
    tx.create('Task', {
      Subject,
      TaskSubtype: 'Call',
      Type: 'Call',
      Status: 'Completed',
      ActivityDate: toDate(scene.org.now()),
      CallType: scene.random.pick(['Outbound', 'Outbound', 'Inbound']),
      CallDurationInSeconds: scene.random.integer(90, 2400),
      CallDisposition: scene.random.pick(['Connected', 'Left voicemail', 'Follow up agreed']),
      WhoId: contact.Id,
      WhatId: deal?.Id ?? contact.AccountId ?? null,
    }),
  );
  return `${Subject} with ${contact.Name}`;
};

const addTask: BeatOf = (scene) => {
  const account = pickFrom(scene, scene.among('Account'))!;
  const Subject = `${scene.random.pick(taskSubjects)} for ${account.Name}`;
  as(scene, scene.random.pick([...team(scene, 'sales'), ...team(scene, 'service')]), (tx) =>
    tx.create('Task', {
      Subject,
      WhatId: account.Id,
      ActivityDate: toDate(scene.org.now() + scene.random.integer(1, 9) * DAY),
    }),
  );
  return `To do: ${Subject}`;
};

const completeTask: BeatOf = (scene) => {
  const task = pickFrom(
    scene,
    scene.among('Task', (each) => each.IsClosed === false),
  );
  if (!task) return undefined;
  as(scene, ownerOf(task), (tx) => tx.update('Task', task.Id, { Status: 'Completed' }));
  return `Done: ${task.Subject}`;
};

const bookMeeting: BeatOf = (scene) => {
  const external = scene.random.next() < 0.7;
  const host = scene.random.pick([...team(scene, 'sales'), ...team(scene, 'service')]);
  const colleague = scene.random.pick(team(scene, 'sales').filter((id) => id !== host));
  const contact = external ? pickFrom(scene, contacts(scene)) : undefined;
  // Today's meetings may have been already: people also book what they just held.
  const today = Math.floor(scene.org.now() / DAY) * DAY;
  const start = today + scene.random.integer(0, 3) * DAY + scene.random.integer(7, 15) * HOUR;
  const meeting = {
    Subject: contact
      ? `${scene.random.pick(meetingSubjects)} with ${contact.Name}`
      : scene.random.pick(internalMeetingSubjects),
    ActivityDateTime: start,
    DurationInMinutes: scene.random.pick([30, 45, 60, 90]),
    Location: scene.random.pick(['Video call', 'Meeting room 2', 'On site']),
    Type: 'Meeting',
    WhoId: contact?.Id ?? null,
    IsGroupEvent: true,
    GroupEventType: '1',
  };
  as(scene, host, (tx) => {
    const id = tx.create('Event', meeting);
    if (contact) tx.create('EventRelation', { EventId: id, RelationId: contact.Id });
    tx.create('EventRelation', { EventId: id, RelationId: colleague, Status: 'Accepted' });
    // An invited colleague has the meeting as a child event of their own.
    tx.create('Event', { ...meeting, IsChild: true, OwnerId: colleague });
  });
  return `${meeting.Subject} is booked`;
};

const moveMeeting: BeatOf = (scene) => {
  const now = scene.org.now();
  const meeting = pickFrom(
    scene,
    scene.among('Event', (each) => each.IsChild === false && Number(each.ActivityDateTime) > now),
  );
  if (!meeting) return undefined;
  const start = Number(meeting.ActivityDateTime) + scene.random.pick([1, 24, 48]) * HOUR;
  as(scene, ownerOf(meeting), (tx) => tx.update('Event', meeting.Id, { ActivityDateTime: start }));
  return `${meeting.Subject} moves to ${new Date(start).toISOString()}`;
};

const updateContact: BeatOf = (scene) => {
  const contact = pickFrom(scene, contacts(scene))!;
  const values: Values = scene.random.pick<Values>([
    { Title: scene.random.pick(jobTitles) },
    { Phone: `+49 30 5550${scene.random.integer(100, 999)}` },
    {
      MailingCity: scene.random.pick(['Hamburg', 'Vienna', 'Leeds', 'Porto', 'Lyon']),
      MailingCountry: 'Europe',
    },
  ]);
  as(scene, ownerOf(contact), (tx) => tx.update('Contact', contact.Id, values));
  return `${contact.Name}: new ${Object.keys(values)[0]}`;
};

const addContact: BeatOf = (scene) => {
  const account = pickFrom(scene, scene.among('Account'))!;
  const FirstName = scene.random.pick(firstNames);
  const LastName = scene.random.pick(lastNames);
  as(scene, ownerOf(account), (tx) =>
    tx.create('Contact', { FirstName, LastName, AccountId: account.Id, Title: scene.random.pick(jobTitles) }),
  );
  return `${FirstName} ${LastName} joins ${account.Name}`;
};

const qualifyLead: BeatOf = (scene) => {
  const lead = pickFrom(
    scene,
    scene.among('Lead', (each) => String(each.Status).startsWith('Open')),
  );
  if (!lead) return undefined;
  as(scene, ownerOf(lead), (tx) =>
    tx.update('Lead', lead.Id, { Status: 'Working - Contacted', Rating: 'Warm' }),
  );
  return `${lead.Name} is being worked on`;
};

/** The warehouse sync: one transaction of the integration user that changes several contacts alike, so that their events merge. */
const syncContacts: BeatOf = (scene) => {
  const some = contacts(scene).slice(0, 3);
  as(
    scene,
    scene.people.get('integration')!,
    (tx) => {
      for (const each of some) tx.update('Contact', each.Id, { CleanStatus: 'Matched' });
    },
    'com/salesforce/api/bulkapi/66.0;client=warehouse-sync',
  );
  return `${some.length} contacts are synchronised`;
};

/** Every beat by its name. */
export const beats = {
  moveDeal,
  reviseDeal,
  newDeal,
  openCase,
  workCase: (scene: Scene) => setCase(scene, 'Working', (each) => each.Status === 'New'),
  escalateCase: (scene: Scene) =>
    setCase(scene, 'Escalated', (each) => each.Status === 'Working', { IsEscalated: true, Priority: 'High' }),
  closeCase: (scene: Scene) => setCase(scene, 'Closed', (each) => each.Status !== 'New'),
  logCall,
  addTask,
  completeTask,
  bookMeeting,
  moveMeeting,
  updateContact,
  addContact,
  qualifyLead,
  syncContacts,
} satisfies Record<string, BeatOf>;

export type BeatName = keyof typeof beats;
