import { RequestError } from '../errors.ts';
import { writeAudit } from '../store/audit.ts';
import { listConnections, moveDirectory } from '../store/connections.ts';
import { isDuplicate, type Queries } from '../store/database.ts';
import { appendFeed } from '../store/feed.ts';
import { markOffPeriod } from '../store/offPeriods.ts';
import {
  countErased,
  eraseBulkGroups,
  erasePersonEntries,
  eraseSaves,
  finishErasure,
  insertErasure,
  listMapped,
  listRunningErasures,
  lockErasure,
  type MappedRow,
} from '../store/personData.ts';
import { saveSwitch } from '../store/switches.ts';
import { openTally, saveTally } from '../store/tally.ts';
import { type Context, feedChannel } from './context.ts';

const ENTRIES_AT_ONCE = 1000;
const SAVES_AT_ONCE = 5000;

/** Whose data is erased. */
interface Person {
  readonly accountId: string;
  readonly userId: string;
}

/**
 * Notes that all that is stored of a person is to be erased, and switches every feature off for them, so that nothing
 * comes back: no later sweep or import reads what was saved until somebody switches one on again. Throws conflict.
 */
export async function askErasure(context: Context, person: Person, by: string): Promise<number> {
  const { accountId, userId } = person;
  const requestedAt = context.clock.now();
  try {
    await context.db.transaction(async (tx) => {
      await switchOff(tx, context, person, by, requestedAt);
      await insertErasure(tx, { accountId, userId, requestedBy: by, requestedAt });
      const deed = { accountId, by, action: 'person.erasure_asked', at: requestedAt } as const;
      await writeAudit(tx, { ...deed, subject: userId });
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new RequestError('conflict', 'The data of this person is being erased already.');
  }
  return requestedAt;
}

async function switchOff(
  tx: Queries,
  { services }: Context,
  { accountId, userId }: Person,
  by: string,
  at: number,
): Promise<void> {
  for (const { connectionId, service, remoteUserId } of await listMapped(
    ...([tx, accountId, userId, 'all'] as const),
  )) {
    // Also where a connection was removed: its org may be connected again.
    await moveDirectory(tx, accountId, connectionId);
    for (const { key: feature } of services.get(service)?.features ?? []) {
      await saveSwitch(tx, accountId, connectionId, remoteUserId, feature, false, by);
      await markOffPeriod(tx, accountId, connectionId, { feature, remoteUserId, enabled: false, at });
    }
  }
}

/**
 * Does all erasures that are not at their end, of this process or of one that died; safe to do twice at once. Stops
 * between two pieces when asked.
 */
export async function finishErasures(context: Context, signal: AbortSignal | null = null): Promise<void> {
  for (const { accountId, userId } of await listRunningErasures(context.db)) {
    await erasePerson(context, { accountId, userId }, signal);
  }
}

/** Erases what is stored of a person in pieces, each with its feed; open pages see the entries go. */
async function erasePerson(context: Context, person: Person, signal: AbortSignal | null): Promise<void> {
  const { db, clock } = context;
  const { accountId, userId } = person;
  for (let entries = ENTRIES_AT_ONCE; entries === ENTRIES_AT_ONCE; ) {
    signal?.throwIfAborted();
    entries = await erasePiece(context, person, (tx) => eraseEntriesAtOnce(tx, person));
    if (entries > 0) await db.notify(feedChannel, accountId);
  }
  for (const mapped of await listMapped(db, accountId, userId, 'all')) {
    for (let saves = SAVES_AT_ONCE; saves === SAVES_AT_ONCE; ) {
      signal?.throwIfAborted();
      saves = await erasePiece(context, person, (tx) => eraseSavesAtOnce(tx, person, mapped));
    }
  }
  await db.transaction(async (tx) => {
    const at = clock.now();
    const done = await finishErasure(tx, accountId, userId, at);
    if (done === null) return;
    const { requestedBy, entries, saves } = done;
    const deed = { accountId, by: requestedBy, action: 'person.erased', at } as const;
    await writeAudit(tx, { ...deed, subject: userId, details: { entries, saves } });
  });
}

/** One piece in a transaction of its own, one process at a time; 0 where another has come to the end meanwhile. */
function erasePiece(
  { db }: Context,
  { accountId, userId }: Person,
  work: (tx: Queries) => Promise<number>,
): Promise<number> {
  return db.transaction(async (tx) => ((await lockErasure(tx, accountId, userId)) ? work(tx) : 0));
}

async function eraseEntriesAtOnce(tx: Queries, { accountId, userId }: Person): Promise<number> {
  // Nobody ingests meanwhile: an entry that is handed over while it is erased would be taken off the figures twice.
  for (const { id } of await listConnections(tx, accountId)) await moveDirectory(tx, accountId, id);
  const tally = openTally();
  const gone = await erasePersonEntries(tx, accountId, userId, ENTRIES_AT_ONCE, tally);
  await countErased(tx, accountId, userId, { entries: gone.length, saves: 0 });
  await saveTally(tx, accountId, tally);
  const ids = gone.map(({ id }) => id);
  await appendFeed(tx, accountId, [], ids);
  return gone.length;
}

async function eraseSavesAtOnce(
  tx: Queries,
  { accountId, userId }: Person,
  { connectionId, remoteUserId }: MappedRow,
): Promise<number> {
  await eraseBulkGroups(tx, accountId, connectionId, remoteUserId);
  const saves = await eraseSaves(tx, accountId, connectionId, remoteUserId, SAVES_AT_ONCE);
  await countErased(tx, accountId, userId, { entries: 0, saves });
  return saves;
}
