import type { evidenceOf } from '../../emulator/org/evidence.ts';
import type { Org } from '../../emulator/org/org.ts';
import { salesforceFeatures } from '../../src/services/salesforce/features/index.ts';
import type { Database } from '../../src/store/database.ts';

type Item = ReturnType<typeof evidenceOf>['items'][number];

interface Entry {
  readonly id: string;
  readonly action: string;
  readonly at: number;
  readonly objectId: string | null;
  readonly who: string;
  readonly count: number;
  readonly paths: readonly string[];
  readonly changes: readonly { field: string; from: string | null; to: string | null; at: string }[];
}

/** What stands on the timeline of a connection, unattributed entries among it. */
interface Told {
  readonly entries: ReadonlyMap<string, readonly Entry[]>;
  /** Records that bulk entries tell of, as `<id> <action> <user>`, with when. */
  readonly members: ReadonlyMap<string, readonly number[]>;
  readonly isPerson: (remoteUserId: string) => boolean;
}

const toleranceMs = 120_000;
const windowMs = 600_000;
const near = (a: number, b: number) => Math.abs(a - b) <= toleranceMs;

/** Objects whose saves are told as changes of a record, field by field. */
const records: ReadonlySet<string> = new Set(['Opportunity', 'Case', 'Contact', 'Account', 'Lead']);

/** The action that tells of the making of other objects, by product.md's rules. */
const makings: Readonly<Record<string, readonly string[]>> = {
  Task: ['created', 'logged_call', 'sent_email'],
  Event: ['created'],
  CaseComment: ['commented'],
  FeedComment: ['commented'],
  FeedItem: ['posted'],
  Note: ['noted'],
  ContentNote: ['noted'],
};

/** Posts that people write: those of all other types are left out. */
const written: ReadonlySet<unknown> = new Set([
  ...['TextPost', 'LinkPost', 'ContentPost', 'PollPost', 'QuestionPost', 'AdvancedTextPost'],
]);

/**
 * Compares what the org still records with what stands on the timeline, both ways: each change is told exactly once,
 * and nothing is told that did not happen: `earlier` holds what did before that, for what was read of it at the edge.
 * Those of `unheard` may be told, and need not be.
 * Answers a sentence for each discrepancy.
 */
export async function findDiscrepancies(
  db: Database,
  connectionId: string,
  org: Org,
  items: readonly Item[],
  earlier: readonly Item[] = [],
  unheard: ReadonlySet<Item> = new Set(),
): Promise<string[]> {
  const told = await readTold(db, connectionId);
  const found: string[] = [];
  const byObject = toObjects(items);
  const before = toObjects(earlier);
  for (const [id, own] of byObject) {
    const record = org.find(own[0]!.object === 'ContentNote' ? 'ContentDocument' : own[0]!.object, id);
    const say = (item: Item, text: string) =>
      unheard.has(item) ||
      found.push(
        `${item.object} ${id} ${item.kind} ${new Date(item.at).toISOString()} by ${item.userId} [${item.sources.join()}]: ${text}`,
      );
    for (const item of own) checkItem(told, item, record ?? { Id: id }, org, say);
    if (records.has(own[0]!.object)) checkFields(told, own, before.get(id) ?? [], unheard, say);
  }
  for (const [id, entries] of told.entries) {
    for (const entry of entries) {
      if (!happened(entry, [...(before.get(id) ?? []), ...(byObject.get(id) ?? [])])) {
        found.push(
          `${id}: ${entry.action} at ${new Date(entry.at).toISOString()} by ${entry.who} did not happen`,
        );
      }
    }
  }
  return found;
}

function toObjects(items: readonly Item[]): ReadonlyMap<string, readonly Item[]> {
  const byObject = new Map<string, Item[]>();
  for (const item of items) {
    const own = byObject.get(item.id);
    if (own === undefined) byObject.set(item.id, [item]);
    else own.push(item);
  }
  return byObject;
}

type Say = (item: Item, text: string) => void;

function checkItem(
  told: Told,
  item: Item,
  record: Readonly<Record<string, unknown>>,
  org: Org,
  say: Say,
): void {
  const entries = told.entries.get(item.id) ?? [];
  const of = (actions: readonly string[]) =>
    entries.filter((entry) => actions.includes(entry.action)).length + memberCount(told, item);
  if (item.object === 'EmailMessage') {
    checkEmail(item, record, entries, told, org, say);
    return;
  }
  if (!told.isPerson(item.userId) || isUntold(item, record)) return;
  if (item.kind === 'created') {
    const count = of(records.has(item.object) ? ['created'] : (makings[item.object] ?? []));
    if (makings[item.object] !== undefined || records.has(item.object)) {
      if (count !== 1 && !(item.object === 'Task' && isEmailTask(record))) say(item, `told ${count} times`);
    }
  } else if (item.kind === 'deleted' || item.kind === 'undeleted') {
    const count = entries.filter((entry) => entry.action === item.kind && near(entry.at, item.at)).length;
    const swept = entries.filter((entry) => isSweptUpdate(entry) && near(entry.at, item.at)).length;
    if (count === 0 && item.kind === 'undeleted' && swept === 1 && !isGoneTold(told, item)) return;
    if (count + memberCount(told, item) !== 1) say(item, `told ${count} times`);
  } else if (records.has(item.object) || item.object === 'Note' || item.object === 'ContentNote') {
    const spans = entries.filter(
      ({ action, at, who }) =>
        action === 'updated' &&
        who === item.userId &&
        at - toleranceMs <= item.at &&
        item.at < at + windowMs + toleranceMs,
    );
    if (spans.length + memberCount(told, item) === 0) say(item, 'not told');
  }
}

/** True where the timeline knows that the record was deleted before: then it can be seen to come back. */
function isGoneTold({ entries, members }: Told, { id, at }: Item): boolean {
  const gone = (entries.get(id) ?? []).some((entry) => entry.action === 'deleted' && entry.at < at);
  return gone || [...members.keys()].some((name) => name.startsWith(`${id} deleted `));
}

/** Where neither its event nor the deletion was told, a return is a row that was modified. */
const isSweptUpdate = ({ action, paths }: Entry) => action === 'updated' && paths.join() === 'delta';

/** What gives no entry by the product's rules, whoever did it. */
function isUntold(item: Item, record: Readonly<Record<string, unknown>>): boolean {
  if (item.object === 'Event')
    return record.IsChild === true || record.IsRecurrence === true || record.IsRecurrence2 === true;
  if (item.object === 'Task') return record.IsRecurrence === true;
  return item.object === 'FeedItem' && !written.has(record.Type);
}

const isEmailTask = (record: Readonly<Record<string, unknown>>) => record.TaskSubtype === 'Email';

function checkEmail(
  item: Item,
  record: Readonly<Record<string, unknown>>,
  entries: readonly Entry[],
  told: Told,
  org: Org,
  say: Say,
): void {
  if (item.kind !== 'created' || record.Status === '5') return;
  // The task that Salesforce made for it tells nothing beside it.
  const all = [...entries, ...(told.entries.get(String(record.ActivityId)) ?? [])];
  const sent = all.filter(({ action }) => action === 'sent_email').length;
  const received = entries.filter(({ action }) => action === 'received_email').length;
  const nobodys = isOfQueue(org, String(record.ParentId));
  if (record.Incoming === true ? received < 1 && !nobodys : sent !== 1 && told.isPerson(item.userId)) {
    say(item, `told ${sent} times as sent and ${received} times as received`);
  }
}

/** True for a case that is, or once was, a queue's: to an address of all it was nobody who received an e-mail then. */
function isOfQueue(org: Org, caseId: string): boolean {
  const isQueue = (id: unknown) => String(id ?? '').startsWith('00G');
  const handedOver = org
    .records('CaseHistory')
    .filter(({ CaseId }) => CaseId === caseId)
    .some(({ Field, OldValue }) => Field === 'ownerAccepted' || (Field === 'Owner' && isQueue(OldValue)));
  return handedOver || isQueue(org.find('Case', caseId)?.OwnerId);
}

function memberCount(told: Told, item: Item): number {
  const times = told.members.get(`${item.id} ${item.kind} ${item.userId}`) ?? [];
  return times.some((at) => near(at, item.at) || near(at, item.committedAt)) ? 1 : 0;
}

/** Each field that changed is told as often as it changed; what did at the edge, among `before`, may be told as well. */
function checkFields(
  told: Told,
  items: readonly Item[],
  before: readonly Item[],
  unheard: ReadonlySet<Item>,
  say: Say,
): void {
  const updates = items.filter((item) => item.kind === 'updated' && told.isPerson(item.userId));
  const inBulk = updates.filter((item) => memberCount(told, item) === 1);
  const single = updates.filter((item) => !inBulk.includes(item));
  const changes = (told.entries.get(items[0]!.id) ?? []).flatMap((entry) =>
    entry.action === 'updated' ? entry.changes : [],
  );
  const ignored = ignoredFields(items[0]!.object);
  const expected = single.flatMap((item) =>
    item.fields.filter(({ field }) => !ignored.has(field)).map(({ field }) => ({ item, field })),
  );
  const names = new Set(expected.map(({ field }) => field));
  for (const name of names) {
    const wanted = expected.filter(({ field }) => field === name);
    const given = changes.filter(({ field }) => toColumn(field) === name);
    const required = wanted.filter(({ item }) => !unheard.has(item));
    const atEdge = before.filter(
      (item) =>
        item.fields.some(({ field }) => field === name) &&
        given.some((change) => near(item.at, Date.parse(change.at))),
    );
    if (given.length < required.length || given.length > wanted.length + atEdge.length) {
      say(
        (required[0] ?? wanted[0]!).item,
        `${name} changed ${wanted.length} times and is told ${given.length} times`,
      );
    }
  }
}

const noise = [
  'SystemModstamp',
  'LastModifiedDate',
  'LastModifiedById',
  'LastActivityDate',
  'LastViewedDate',
  'LastReferencedDate',
];

function ignoredFields(object: string): ReadonlySet<string> {
  const reads = salesforceFeatures.flatMap((feature) => feature.objects).find(({ type }) => type === object);
  return new Set([...(reads?.ignore ?? []), ...noise]);
}

/** `MailingAddress.City` is the column MailingCity, `Name.FirstName` FirstName. */
function toColumn(field: string): string {
  const [compound = '', part] = field.split('.');
  if (part === undefined) return field;
  return compound === 'Name' ? part : `${compound.replace(/Address$/, '')}${part}`;
}

/** True for an entry that some change stands behind. */
function happened(entry: Entry, items: readonly Item[]): boolean {
  if (entry.action === 'meeting' || entry.action === 'logged_call' || entry.action.endsWith('_email'))
    return items.length > 0;
  const kind = ['created', 'noted', 'commented', 'posted'].includes(entry.action) ? 'created' : entry.action;
  const last = Math.max(entry.at, ...entry.changes.map(({ at }) => Date.parse(at)));
  const isOfKind = (item: Item) => item.kind === kind || (item.kind === 'undeleted' && isSweptUpdate(entry));
  return (
    items.some(
      (item) => isOfKind(item) && item.at >= entry.at - toleranceMs && item.at <= last + toleranceMs,
    ) ||
    items.some((item) => item.kind === kind && item.statedAt !== undefined && near(item.statedAt, entry.at))
  );
}

async function readTold(db: Database, connectionId: string): Promise<Told> {
  const rows = await db.query<Entry>(
    `SELECT id, action, occurred_at AS at, object_id AS "objectId", remote_user_id AS who, count, paths, changes
     FROM activities WHERE connection_id = $1`,
    [connectionId],
  );
  const bulk = await db.query<{ id: string; action: string; who: string; at: number }>(
    `SELECT object_id AS id, action, remote_user_id AS who, at FROM changes WHERE connection_id = $1 AND bulk`,
    [connectionId],
  );
  const programs = await db.query<{ id: string }>(
    `SELECT id FROM remote_users WHERE connection_id = $1 AND excluded IS NOT NULL AND excluded <> 'inactive'`,
    [connectionId],
  );
  const excluded = new Set(programs.map(({ id }) => id));
  const entries = new Map<string, Entry[]>();
  for (const row of rows)
    if (row.objectId !== null) entries.set(row.objectId, [...(entries.get(row.objectId) ?? []), row]);
  const members = new Map<string, number[]>();
  for (const { id, action, who, at } of bulk) {
    const name = `${id} ${action} ${who}`;
    members.set(name, [...(members.get(name) ?? []), at]);
  }
  return { entries, members, isPerson: (id) => !excluded.has(id) };
}
