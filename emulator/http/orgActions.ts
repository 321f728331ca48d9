import { z } from 'zod';
import { convertLead, createPersonAccount } from '../org/conversions.ts';
import { SalesforceError } from '../org/errors.ts';
import { restFields } from '../org/objects/index.ts';
import { requireUser, type SeededOrg } from '../org/people.ts';
import type { Values } from '../org/record.ts';
import { LIGHTNING } from '../org/seed.ts';
import { bookSeries, rebookSeries } from '../org/series.ts';

const user = z.string().describe('id, username, e-mail or cast key');
const fieldType = z.enum([
  'string',
  'textarea',
  'picklist',
  'boolean',
  'double',
  'currency',
  'date',
  'datetime',
]);

/** Actions on the org beyond plain changes of records. */
export const orgSchemas = {
  convertLead: z.strictObject({ user, id: z.string().optional(), opportunity: z.boolean().default(true) }),
  personAccount: z.strictObject({ user, values: z.record(z.string(), z.string().nullable()) }),
  series: z.strictObject({
    user,
    subject: z.string().default('Weekly review'),
    startInMs: z.number().int().default(86_400_000),
    count: z.number().int().min(1).max(52).default(4),
    invitees: z.array(z.string()).default([]),
    lightning: z.boolean().default(true),
    replaces: z.array(z.string()).default([]).describe('event ids of the series whose pattern changes'),
  }),
  convertField: z.strictObject({
    user,
    object: z.string(),
    field: z.string().describe('its values are lost'),
    changeType: z.enum(['UPDATE', 'GAP_UPDATE']).default('GAP_UPDATE'),
  }),
  addField: z.strictObject({ object: z.string(), label: z.string(), type: fieldType.default('string') }),
  member: z.strictObject({
    entity: z.string(),
    channel: z.string().default('ChangeEvents').describe('made where it does not exist'),
    namespace: z.string().optional().describe('of a managed package: takes no slot'),
    remove: z.boolean().default(false),
  }),
  refreshSandbox: z.strictObject({}),
};

type OrgAction = keyof typeof orgSchemas;

export const orgActions: Readonly<Record<OrgAction, (seeded: SeededOrg, input: unknown) => object>> = {
  convertLead: (seeded, input) => {
    const { user: who, id, opportunity } = orgSchemas.convertLead.parse(input);
    const { org } = seeded;
    const lead = id ?? org.records('Lead').find((each) => !each.IsDeleted && !each.IsConverted)?.Id ?? '';
    return act(seeded, who, (tx) => ({
      leadId: lead,
      ...convertLead(tx, lead, { now: org.now(), opportunity }),
    }));
  },
  personAccount: (seeded, input) => {
    const { user: who, values } = orgSchemas.personAccount.parse(input);
    if (!seeded.org.settings.personAccounts)
      throw new SalesforceError(400, 'INVALID_INPUT', 'the org has no person accounts');
    return act(seeded, who, (tx) => createPersonAccount(tx, values));
  },
  series: bookMeetings,
  convertField: loseField,
  addField: ({ org }, input) => {
    const { object, ...field } = orgSchemas.addField.parse(input);
    return { name: org.addField(object, field).name };
  },
  member: setMember,
  refreshSandbox: ({ org }) => {
    if (org.settings.environment !== 'sandbox')
      throw new SalesforceError(400, 'INVALID_INPUT', 'only a sandbox is refreshed');
    org.refresh();
    return { orgId: org.orgId };
  },
};

function act<T>(seeded: SeededOrg, who: string, work: Parameters<typeof seeded.org.transact<T>>[1]): T {
  return seeded.org.transact({ userId: requireUser(seeded, who), origin: LIGHTNING }, work);
}

function bookMeetings(seeded: SeededOrg, input: unknown): object {
  const asked = orgSchemas.series.parse(input);
  const { subject, count, lightning, replaces } = asked;
  const hour = 3_600_000;
  const start = Math.ceil((seeded.org.now() + asked.startInMs) / hour) * hour;
  const invitees = asked.invitees.map((each) => requireUser(seeded, each));
  const plan = { subject, start, count, invitees, lightning };
  return act(seeded, asked.user, (tx) =>
    replaces.length > 0 ? rebookSeries(tx, replaces, plan) : bookSeries(tx, plan),
  );
}

/** The type of a field is converted and its values are lost: one event for all records, `001*`. */
function loseField(seeded: SeededOrg, input: unknown): object {
  const { user: who, object, field, changeType } = orgSchemas.convertField.parse(input);
  const { org } = seeded;
  const def = org.objectDef(object);
  const known = def && restFields(def).get(field.toLowerCase());
  if (!def?.hasChangeEvents || !known)
    throw new SalesforceError(400, 'INVALID_FIELD', `no field ${field} of ${object}`);
  const lost: Values = { [known.name]: null };
  for (const record of org.records(def.name)) org.put(def.name, { ...record, ...lost });
  const named = changeType === 'UPDATE' ? [known.name] : [];
  org.announce(
    { userId: requireUser(seeded, who), origin: '' },
    {
      entity: def.name,
      changeType,
      recordIds: [`${def.keyPrefix}*`],
      changed: named.length > 0 ? [...named, 'LastModifiedDate'] : [],
      nulled: named,
    },
  );
  return { recordIds: [`${def.keyPrefix}*`] };
}

/** What another integration selects, on a channel of its own or on the standard one. */
function setMember({ org: { channels } }: SeededOrg, input: unknown): object {
  const { entity, channel, namespace, remove } = orgSchemas.member.parse(input);
  const selectedEntity = entity.endsWith('__c')
    ? `${entity.slice(0, -1)}ChangeEvent`
    : `${entity}ChangeEvent`;
  const name = `${channel}_${selectedEntity}`.replace(/__/g, '_');
  if (remove) {
    const known = channels.members().find((each) => each.developerName === name);
    if (!known) throw new SalesforceError(400, 'INVALID_INPUT', `no member ${name}`);
    channels.deleteMember(known.id);
    return { removed: known.id };
  }
  if (channels.entitiesOf(channel) === undefined) channels.createChannel(channel, 'data', channel);
  return { id: channels.createMember(name, channel, selectedEntity, namespace).id };
}
