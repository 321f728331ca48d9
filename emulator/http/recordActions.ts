import { z } from 'zod';
import { archiveActivities } from '../org/archive.ts';
import { SalesforceError } from '../org/errors.ts';
import { mergeRecords } from '../org/merges.ts';
import type { Org } from '../org/org.ts';
import { requireUser, type SeededOrg } from '../org/people.ts';
import { LIGHTNING } from '../org/seed.ts';
import type { Transaction, TransactionBy } from '../org/transaction.ts';
import type { RunningTransaction } from '../org/transactions.ts';
import type { ObjectDef } from '../org/types.ts';
import { readValues } from '../org/validate.ts';

const MINUTE = 60_000;
const user = z.string().describe('id, username, e-mail or cast key');
const values = z.record(z.string(), z.unknown()).default({});
const origin = z.string().default(LIGHTNING);
/** What becomes of the change events. */
export const events = z
  .enum(['plain', 'gap', 'gapSingle', 'overflow'])
  .default('plain')
  .describe('what becomes of the change events');

const change = z.strictObject({
  user,
  action: z.enum(['create', 'update', 'delete', 'undelete']).default('update'),
  object: z.string(),
  ids: z.array(z.string()).default([]).describe('several ids change in one transaction'),
  values,
  origin,
  events,
  minutesOld: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'the transaction saved so long ago and commits only now: stamps are old, the events are of now',
    ),
});

/** Actions on records. */
export const recordSchemas = {
  change,
  begin: change.omit({ minutesOld: true }),
  commit: z.strictObject({
    transaction: z.number().int().describe('what begin returned'),
    undo: z.boolean().default(false),
  }),
  merge: z.strictObject({
    user,
    object: z.enum(['Account', 'Contact', 'Lead']),
    master: z.string(),
    losers: z.array(z.string()).min(1).max(2),
    values,
    origin,
  }),
  touch: z.strictObject({ user, object: z.string(), ids: z.array(z.string()).min(1) }),
  archive: z.strictObject({ user: user.default('automated') }),
  import: z.strictObject({
    user,
    object: z.string(),
    records: z.array(z.record(z.string(), z.unknown())).min(1).max(10_000),
    origin: z.string().default('com/salesforce/api/bulkapi/66.0;client=import'),
  }),
};

type RecordAction = keyof typeof recordSchemas;
type Change = z.infer<typeof change>;

const NOTHING: ReadonlySet<string> = new Set();
const running = new WeakMap<Org, RunningTransaction[]>();

export const recordActions: Readonly<Record<RecordAction, (seeded: SeededOrg, input: unknown) => object>> = {
  change: (seeded, input) => {
    const asked = recordSchemas.change.parse(input);
    const work = readChange(seeded, asked);
    const savedAt = asked.minutesOld > 0 ? seeded.org.now() - asked.minutesOld * MINUTE : undefined;
    return { ids: seeded.org.transact(byOf(seeded, asked, savedAt), work) };
  },
  begin: (seeded, input) => {
    const { org } = seeded;
    const asked = recordSchemas.begin.parse(input);
    const work = readChange(seeded, asked);
    const opened = org.begin(byOf(seeded, asked));
    const all = running.get(org) ?? [];
    running.set(org, all);
    return { transaction: all.push(opened) - 1, ids: work(opened.tx) };
  },
  commit: ({ org }, input) => {
    const { transaction, undo } = recordSchemas.commit.parse(input);
    const opened = running.get(org)?.[transaction];
    if (!opened) throw new SalesforceError(400, 'INVALID_INPUT', `no transaction ${transaction} was begun`);
    if (undo) opened.abort();
    else opened.commit();
    return {};
  },
  merge: (seeded, input) => {
    const { object, master, losers, values: given, ...asked } = recordSchemas.merge.parse(input);
    const { org } = seeded;
    const checked = readValues(requireWriteable(org, object), given, 'update', NOTHING);
    const moved = org.transact(byOf(seeded, asked), (tx) =>
      mergeRecords(org, tx, object, master, losers, checked),
    );
    return { moved };
  },
  touch: (seeded, input) => {
    const { object, ids, ...asked } = recordSchemas.touch.parse(input);
    seeded.org.transact(byOf(seeded, { ...asked, origin: '' }), (tx) => {
      for (const id of ids) tx.touch(object, id);
    });
    return { ids };
  },
  archive: (seeded, input) => {
    const asked = recordSchemas.archive.parse(input);
    return { archived: archiveActivities(seeded.org, requireUser(seeded, asked.user)) };
  },
  import: (seeded, input) => {
    const { object, records, ...asked } = recordSchemas.import.parse(input);
    const def = requireWriteable(seeded.org, object);
    const rows = records.map((record) => readValues(def, record, 'create', NOTHING, true));
    const ids = seeded.org.transact(byOf(seeded, asked), (tx) => rows.map((row) => tx.create(def.name, row)));
    return { ids };
  },
};

function byOf(
  seeded: SeededOrg,
  asked: { user: string; origin: string; events?: TransactionBy['events'] },
  savedAt?: number,
): TransactionBy {
  return {
    userId: requireUser(seeded, asked.user),
    origin: asked.origin,
    ...(asked.events && { events: asked.events }),
    ...(savedAt !== undefined && { savedAt }),
  };
}

function requireWriteable(org: Org, object: string): ObjectDef {
  const def = org.objectDef(object);
  if (!def?.writeable) throw new SalesforceError(400, 'INVALID_TYPE', `no object ${object} to change`);
  return def;
}

/** What the change does to a transaction; returns the ids of the records. */
function readChange(
  { org }: SeededOrg,
  { action, object, ids, values: given }: Pick<Change, 'action' | 'object' | 'ids' | 'values'>,
): (tx: Transaction) => string[] {
  const def = requireWriteable(org, object);
  const checked = action === 'create' || action === 'update' ? readValues(def, given, action, NOTHING) : {};
  return (tx) => {
    if (action === 'create') return [tx.create(def.name, checked)];
    for (const id of ids) {
      if (action === 'update') tx.update(def.name, id, checked);
      else tx[action](def.name, id);
    }
    return ids;
  };
}
