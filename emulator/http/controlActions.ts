import { z } from 'zod';
import { type BeatName, beats } from '../org/beats.ts';
import { toDate } from '../org/derive.ts';
import { SalesforceError } from '../org/errors.ts';
import { historyTables, type TrackedObject } from '../org/objects/histories.ts';
import { systemPermissions } from '../org/objects/user.ts';
import type { Org } from '../org/org.ts';
import { ownProfile, requireUser } from '../org/people.ts';
import type { Values } from '../org/record.ts';
import { LIGHTNING } from '../org/seed.ts';
import type { StagedOrg } from '../org/stage.ts';
import type { FieldTracking } from '../org/tracking.ts';
import { orgActions, orgSchemas } from './orgActions.ts';
import { events, recordActions, recordSchemas } from './recordActions.ts';

const trackedObjects = Object.keys(historyTables) as [TrackedObject, ...TrackedObject[]];
const beatNames = Object.keys(beats) as [BeatName, ...BeatName[]];

/** What the control API understands, one schema for each action; times are milliseconds. */
export const schemas = {
  burst: z.strictObject({
    user: z.string(),
    count: z.number().int().min(1).max(100_000),
    object: z.enum(['Task', 'Contact', 'Opportunity']).default('Task'),
    perTransaction: z.number().int().min(1).max(100_000).default(1),
    origin: z.string().default(LIGHTNING),
    events,
    bytes: z.number().int().min(0).max(32_000).default(0).describe('length of each description'),
  }),
  clock: z.strictObject({ advanceMs: z.number().int() }),
  tokens: z.strictObject({ action: z.enum(['revoke', 'expire']), user: z.string().optional() }),
  permission: z.strictObject({
    user: z.string(),
    permission: z.enum(Object.keys(systemPermissions) as [string, ...string[]]).optional(),
    object: z.string().optional(),
    field: z.string().optional().describe('with object: hides or shows this field'),
    access: z.enum(['read', 'edit', 'viewAll']).default('viewAll'),
    on: z.boolean(),
  }),
  settings: z
    .strictObject({
      name: z.string(),
      edition: z.string(),
      apiEnabled: z.boolean(),
      entityLimit: z.number().int().min(0),
      dailyApiLimit: z.number().int().min(0),
      appInstalled: z.boolean(),
      appBlocked: z.boolean(),
      rotateRefreshTokens: z.boolean(),
      deliveryLimit: z.number().int().min(0).nullable(),
      clientLimit: z.number().int().min(0),
      notes: z.boolean(),
      chatter: z.boolean(),
      overflowAfter: z.number().int().min(0),
      bulkPolls: z.number().int().min(0),
      bulkMs: z.number().int().min(0),
      bulkPageRows: z.number().int().min(1),
      bulkJobLimit: z.number().int().min(0),
      enhancedEmail: z.boolean(),
      fieldTracking: z
        .partialRecord(z.enum(trackedObjects), z.array(z.string()).max(20).nullable())
        .describe('tracked fields by object; null: none at all'),
      untrackedHistory: z.enum(['INVALID_TYPE', 'empty']),
    })
    .partial(),
  story: z.strictObject({
    count: z.number().int().min(1).max(1000).default(1),
    name: z.enum(beatNames).optional(),
  }),
  ...recordSchemas,
  ...orgSchemas,
};

export type ActionName = keyof typeof schemas;

/** Runs one action on an org and returns what the caller may want to know; throws ZodError or SalesforceError. */
export function runAction(staged: StagedOrg, name: ActionName, input: unknown): object {
  return actions[name](staged, input);
}

const actions: Readonly<Record<ActionName, (staged: StagedOrg, input: unknown) => object>> = {
  burst: (staged, input) => burst(staged, schemas.burst.parse(input)),
  clock: ({ org }, input) => {
    org.clock.advance(schemas.clock.parse(input).advanceMs);
    return { now: new Date(org.now()).toISOString() };
  },
  tokens: (staged, input) => {
    const { action, user } = schemas.tokens.parse(input);
    const userId = user && requireUser(staged, user);
    if (action === 'revoke') staged.org.sessions.revokeAll(userId);
    else staged.org.sessions.expireAll(userId);
    return {};
  },
  permission: (staged, input) => setPermission(staged, schemas.permission.parse(input)),
  settings: ({ org }, input) => {
    const { fieldTracking, ...given } = schemas.settings.parse(input);
    const tracking = { ...org.settings.fieldTracking, ...fieldTracking } as FieldTracking;
    return Object.assign(org.settings, given, { fieldTracking: tracking });
  },
  story: ({ story }, input) => {
    const { count, name } = schemas.story.parse(input);
    return { beats: Array.from({ length: count }, () => story.step(name)) };
  },
  ...recordActions,
  ...orgActions,
};

/** Creates `count` Tasks or Contacts, or changes Opportunities `count` times, `perTransaction` records at a time. */
function burst(
  staged: StagedOrg,
  { user, count, object, perTransaction, origin, events: kind, bytes }: z.infer<typeof schemas.burst>,
): object {
  const { org } = staged;
  const userId = requireUser(staged, user);
  const ids: string[] = [];
  for (let done = 0; done < count; done += perTransaction) {
    org.transact({ userId, origin, events: kind }, (tx) => {
      for (let n = done; n < Math.min(count, done + perTransaction); n += 1) {
        if (object === 'Opportunity') ids.push(raise(org, tx, n));
        else ids.push(tx.create(object, burstValues(object, n, toDate(org.now()), bytes)));
      }
    });
  }
  return { ids };
}

function burstValues(object: 'Task' | 'Contact', n: number, today: string, bytes: number): Values {
  const own: Values =
    object === 'Task'
      ? { Subject: `Burst ${n + 1}`, ActivityDate: today }
      : { FirstName: 'Burst', LastName: `Contact ${n + 1}` };
  return bytes > 0 ? { ...own, Description: 'x'.repeat(bytes) } : own;
}

function raise(
  org: Org,
  tx: { update(object: string, id: string, values: Values): void },
  n: number,
): string {
  const deals = org.records('Opportunity').filter((each) => !each.IsDeleted);
  const { Id } = deals[n % deals.length]!;
  tx.update('Opportunity', Id, { Amount: 1000 + n });
  return Id;
}

function setPermission(staged: StagedOrg, asked: z.infer<typeof schemas.permission>): object {
  const { org } = staged;
  const { permission, object, field, access, on } = asked;
  const profileId = ownProfile(org, requireUser(staged, asked.user));
  if (permission) org.permissions.setSystem(profileId, permission, on);
  else if (object && field) org.permissions.setHidden(profileId, object, field, !on);
  else if (object) org.permissions.setObject(profileId, object, { [access]: on });
  else throw new SalesforceError(400, 'INVALID_INPUT', 'name a permission or an object');
  return { profileId };
}
