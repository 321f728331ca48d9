import { toDate } from './derive.ts';
import { convertLead, newLead, qualifyLead } from './leadBeats.ts';
import { bookMeeting, bookWeekly, moveMeeting } from './meetingBeats.ts';
import { messageBeats } from './messageBeats.ts';
import {
  callSubjects,
  caseSubjects,
  dealNames,
  firstNames,
  jobTitles,
  lastNames,
  nextSteps,
  taskSubjects,
} from './names.ts';
import { noteBeats } from './noteBeats.ts';
import { stages } from './objects/opportunity.ts';
import type { OrgRecord, Values } from './record.ts';
import { as, type BeatOf, contacts, isOwned, ownerOf, pickFrom, type Scene } from './scene.ts';
import { team } from './seed.ts';
import { upkeepBeats } from './upkeepBeats.ts';

const DAY = 86_400_000;

const openDeals = (scene: Scene) => scene.among('Opportunity', (each) => each.IsClosed === false);
const openCases = (scene: Scene) => scene.among('Case', (each) => each.IsClosed === false && isOwned(each));

/** Deals that people work on at one time: the older ones, so that they come to an end. */
const AT_WORK = 12;

const moveDeal: BeatOf = (scene) => {
  const deal = pickFrom(scene, openDeals(scene).slice(0, AT_WORK));
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
    scene.among('Task', (each) => each.IsClosed === false && isOwned(each)),
  );
  if (!task) return undefined;
  as(scene, ownerOf(task), (tx) => tx.update('Task', task.Id, { Status: 'Completed' }));
  return `Done: ${task.Subject}`;
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
  newLead,
  qualifyLead,
  convertLead,
  bookWeekly,
  syncContacts,
  ...noteBeats,
  ...messageBeats,
  ...upkeepBeats,
} satisfies Record<string, BeatOf>;

export type BeatName = keyof typeof beats;
