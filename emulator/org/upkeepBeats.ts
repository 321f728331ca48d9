import { toDate } from './derive.ts';
import { mergeRecords } from './merges.ts';
import { jobTitles, nextSteps } from './names.ts';
import { stages } from './objects/opportunity.ts';
import type { OrgRecord, Values } from './record.ts';
import { RECYCLE_BIN_MS } from './rows.ts';
import { as, type BeatOf, contacts, isOwned, ownerOf, pickFrom, type Scene } from './scene.ts';
import { team } from './seed.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const BULK = 'com/salesforce/api/bulkapi/66.0;client=warehouse-sync';

const openDeals = (scene: Scene) => scene.among('Opportunity', (each) => each.IsClosed === false);
const openLeads = (scene: Scene) => scene.among('Lead', (each) => !each.IsConverted && isOwned(each));

/** An account is kept up to date. */
const editAccount: BeatOf = (scene) => {
  const account = pickFrom(scene, scene.among('Account'));
  if (!account) return undefined;
  const { random } = scene;
  const values = random.pick<Values>([
    { Rating: random.pick(['Hot', 'Warm', 'Cold']) },
    {
      Phone: `+49 40 5551${random.integer(100, 999)}`,
      Website: `https://site${random.integer(1, 99)}.example`,
    },
    { NumberOfEmployees: random.integer(20, 2500), AnnualRevenue: random.integer(2, 200) * 1_000_000 },
    { BillingCity: random.pick(['Hamburg', 'Vienna', 'Leeds', 'Porto', 'Lyon']) },
    { Description: `Customer since ${random.integer(1990, 2020)}. ${random.pick(nextSteps)}.` },
  ]);
  as(scene, ownerOf(account), (tx) => tx.update('Account', account.Id, values));
  return `${account.Name}: new ${Object.keys(values)[0]}`;
};

/** What is learnt of a lead. */
const editLead: BeatOf = (scene) => {
  const lead = pickFrom(scene, openLeads(scene));
  if (!lead) return undefined;
  const values = scene.random.pick<Values>([
    { Title: scene.random.pick(jobTitles) },
    { Rating: scene.random.pick(['Hot', 'Warm', 'Cold']) },
    { Phone: `+49 30 5552${scene.random.integer(100, 999)}` },
  ]);
  as(scene, ownerOf(lead), (tx) => tx.update('Lead', lead.Id, values));
  return `${lead.Name}: new ${Object.keys(values)[0]}`;
};

/** Duplicates are merged: of the same account, or of leads. */
const mergeDuplicates: BeatOf = (scene) => {
  const object = scene.random.pick(['Lead', 'Lead', 'Contact', 'Contact', 'Account']);
  const all =
    object === 'Lead' ? openLeads(scene) : object === 'Contact' ? contacts(scene) : scene.among('Account');
  const master = pickFrom(scene, all);
  const loser = all.filter((each) => each !== master).at(-1);
  // A company keeps its customers: accounts are merged only while there are many.
  if (!master || !loser || (object === 'Account' && all.length < 16)) return undefined;
  as(scene, ownerOf(master), (tx) => mergeRecords(scene.org, tx, object, master.Id, [loser.Id]));
  return `${loser.Name} is merged into ${master.Name}`;
};

/** Something that is not needed any more goes to the Recycle Bin. */
const deleteRecord: BeatOf = (scene) => {
  const object = scene.random.pick([
    'Task',
    'Task',
    'Lead',
    'Event',
    'Contact',
    'Opportunity',
    'Case',
    'Note',
  ]);
  const keep = (each: OrgRecord): boolean =>
    isOwned(each) && each.IsClosed !== true && !each.IsConverted && each.IsChild !== true;
  const record = pickFrom(scene, scene.among(object, keep).slice(-10));
  if (!record) return undefined;
  as(scene, ownerOf(record), (tx) => tx.delete(object, record.Id));
  return `${object} ${record.Name ?? record.Subject ?? record.Title} is deleted`;
};

/** Somebody takes something back out of the Recycle Bin. */
const undeleteRecord: BeatOf = (scene) => {
  const since = scene.org.now() - RECYCLE_BIN_MS + DAY;
  const inBin = ['Task', 'Lead', 'Contact', 'Opportunity', 'Case'].flatMap((object) =>
    scene.org
      .records(object)
      .filter((row) => row.IsDeleted && !row.MasterRecordId && Number(row.SystemModstamp) > since)
      .map((row) => ({ object, row })),
  );
  const found = pickFrom(scene, inBin);
  if (!found) return undefined;
  const { object, row } = found;
  as(scene, String(row.LastModifiedById), (tx) => tx.undelete(object, row.Id));
  return `${object} ${row.Name ?? row.Subject} is brought back`;
};

/** A manager changes many records at once: alike, so that their events merge, or each its own way. */
const changeMany: BeatOf = (scene) => {
  const manager = scene.people.get('mara')!;
  if (scene.random.next() < 0.5) {
    const some = contacts(scene).slice(0, scene.random.integer(10, 18));
    const Department = scene.random.pick(['Operations', 'Purchasing', 'Finance', 'Engineering']);
    as(scene, manager, (tx) => {
      for (const each of some) tx.update('Contact', each.Id, { Department });
    });
    return `${some.length} contacts are of ${Department}`;
  }
  const some = openDeals(scene).slice(0, scene.random.integer(10, 14));
  const days = scene.random.integer(7, 30);
  as(scene, manager, (tx) => {
    for (const each of some) {
      const CloseDate = toDate(Date.parse(`${each.CloseDate}T00:00:00Z`) + days * DAY);
      tx.update('Opportunity', each.Id, { CloseDate });
    }
  });
  return `${some.length} deals are put off by ${days} days`;
};

/** A deal, account or case changes hands. */
const reassign: BeatOf = (scene) => {
  const object = scene.random.pick(['Opportunity', 'Account', 'Case', 'Lead']);
  const record = pickFrom(
    scene,
    scene.among(object, (each) => isOwned(each) && each.IsClosed !== true && !each.IsConverted),
  );
  if (!record) return undefined;
  const people = team(scene, object === 'Case' ? 'service' : 'sales').filter((id) => id !== record.OwnerId);
  const OwnerId = scene.random.pick(people);
  const manager = scene.people.get(object === 'Case' ? 'ines' : 'mara')!;
  as(scene, manager, (tx) => tx.update(object, record.Id, { OwnerId }));
  return `${record.Name ?? record.CaseNumber} changes hands`;
};

/** A deal is saved twice in one transaction, as automation on the page does: one event, history of both. */
const saveTwice: BeatOf = (scene) => {
  const deal = pickFrom(scene, openDeals(scene));
  if (!deal) return undefined;
  const at = stages.findIndex((each) => each.name === deal.StageName);
  const [next, after] = [stages[at + 1], stages[at + 2]];
  if (!next || !after || after.isClosed) return undefined;
  as(scene, ownerOf(deal), (tx) => {
    tx.update('Opportunity', deal.Id, { StageName: next.name });
    tx.update('Opportunity', deal.Id, { StageName: after.name, NextStep: scene.random.pick(nextSteps) });
  });
  return `${deal.Name} skips ${next.name}`;
};

/** An appointment that is nobody's business. */
const privateEvent: BeatOf = (scene) => {
  const user = scene.random.pick([...team(scene, 'sales'), ...team(scene, 'service')]);
  const start = Math.ceil(scene.org.now() / HOUR) * HOUR + scene.random.integer(1, 48) * HOUR;
  as(scene, user, (tx) =>
    tx.create('Event', {
      Subject: 'Doctor',
      IsPrivate: true,
      ActivityDateTime: start,
      DurationInMinutes: 60,
    }),
  );
  return 'A private appointment is booked';
};

/** A slow integration: what it saved twelve minutes ago becomes visible now. */
const lateSync: BeatOf = (scene) => {
  const savedAt = scene.org.now() - 12 * MINUTE;
  const settled = (each: OrgRecord): boolean => Number(each.LastModifiedDate) < savedAt - MINUTE;
  const some = scene.among('Account', settled).slice(0, 2);
  if (some.length === 0) return undefined;
  const work = scene.random.pick(['Pending', 'Matched', 'Different']);
  as(
    scene,
    scene.people.get('integration')!,
    (tx) => {
      for (const each of some) tx.update('Account', each.Id, { CleanStatus: work });
    },
    BULK,
    savedAt,
  );
  return `${some.length} accounts were synchronised twelve minutes ago`;
};

/** What Petra did before she left: her user is inactive, her work is still there. */
const formerColleague: BeatOf = (scene) => {
  const petra = scene.people.get('petra')!;
  const account = pickFrom(scene, scene.among('Account'));
  if (!account) return undefined;
  as(scene, petra, (tx) => {
    tx.update('Account', account.Id, { Rating: scene.random.pick(['Hot', 'Warm', 'Cold']) });
    tx.create('Task', { Subject: `Visit ${account.Name}`, WhatId: account.Id, Status: 'Completed' });
  });
  return `Petra visits ${account.Name}`;
};

/** The org recalculates something: SystemModstamp moves, and nobody changed anything. */
const recalculate: BeatOf = (scene) => {
  const some = scene.among('Account').slice(0, 3);
  as(
    scene,
    scene.people.get('automated')!,
    (tx) => {
      for (const each of some) tx.touch('Account', each.Id);
    },
    '',
  );
  return `${some.length} accounts are recalculated`;
};

/** What keeps the records of the org in order, and what disturbs it. */
export const upkeepBeats = {
  editAccount,
  editLead,
  mergeDuplicates,
  deleteRecord,
  undeleteRecord,
  changeMany,
  reassign,
  saveTwice,
  privateEvent,
  lateSync,
  recalculate,
  formerColleague,
} satisfies Record<string, BeatOf>;
