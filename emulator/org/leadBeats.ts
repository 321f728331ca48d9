import { convertLead as convert } from './conversions.ts';
import { firstNames, lastNames } from './names.ts';
import { as, type BeatOf, isOwned, pickFrom } from './scene.ts';
import { team } from './seed.ts';

/** Somebody who may become a customer. */
export const newLead: BeatOf = (scene) => {
  const FirstName = scene.random.pick(firstNames);
  const LastName = scene.random.pick(lastNames);
  const Company = `${LastName} ${scene.random.pick(['Logistics', 'Tooling', 'Foods', 'Systems'])}`;
  const LeadSource = scene.random.pick(['Web', 'Phone Inquiry', 'Partner Referral']);
  as(scene, scene.random.pick(team(scene, 'sales')), (tx) =>
    tx.create('Lead', { FirstName, LastName, Company, LeadSource }),
  );
  return `${FirstName} ${LastName} of ${Company} asks for an offer`;
};

/** A lead is called back. */
export const qualifyLead: BeatOf = (scene) => {
  const lead = pickFrom(
    scene,
    scene.among('Lead', (each) => String(each.Status).startsWith('Open') && isOwned(each)),
  );
  if (!lead) return undefined;
  as(scene, String(lead.OwnerId), (tx) =>
    tx.update('Lead', lead.Id, { Status: 'Working - Contacted', Rating: 'Warm' }),
  );
  return `${lead.Name} is being worked on`;
};

/** A lead that was worked on becomes account, contact and deal. */
export const convertLead: BeatOf = (scene) => {
  const lead = pickFrom(
    scene,
    scene.among('Lead', (each) => each.Status === 'Working - Contacted'),
  );
  if (!lead) return undefined;
  const opportunity = scene.random.next() < 0.8;
  as(scene, String(lead.OwnerId), (tx) => convert(tx, lead.Id, { now: scene.org.now(), opportunity }));
  return `${lead.Name} becomes a customer`;
};
