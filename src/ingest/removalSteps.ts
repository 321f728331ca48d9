import type { Service, Session } from '../activity/service.ts';
import { TransientError } from '../errors.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { deleteCredential, findCredential } from '../store/credentials.ts';
import { countEntries, eraseEntries, eraseRows, listTablesOfConnections } from '../store/erasing.ts';
import { appendFeed } from '../store/feed.ts';
import { goesFromKept } from '../store/kept.ts';
import { countStep, type RemovalRow, type RemovalStepRow } from '../store/removals.ts';
import { openTally, saveTally } from '../store/tally.ts';
import { type Context, feedChannel } from './context.ts';

const ENTRIES_AT_ONCE = 1000;
const ROWS_AT_ONCE = 5000;

/** What a step of a removal works with. */
export interface RemovalInput {
  readonly context: Context;
  readonly connection: ConnectionRow;
  readonly removal: RemovalRow;
  readonly service: Service;
  readonly session: Session;
}

/** What a step did: what it counted, and what is gone from the org by name. */
type Outcome = Partial<Pick<RemovalStepRow, 'counts' | 'removed'>>;

/** One step of a removal: safe to repeat, because a crash may come between its work and its mark. */
export interface RemovalStep {
  readonly key: string;
  readonly name: string;
  readonly run: (input: RemovalInput) => Promise<Outcome>;
  /** How a person does it where it could not be done; a step without it is tried until it is done. */
  readonly byHand?: (input: RemovalInput) => string | null;
}

/** The steps in order. The stream has stopped before the first: the runner that removes holds the lease. */
export const removalSteps: readonly RemovalStep[] = [
  { key: 'stream', name: 'Stop the stream', run: async () => ({}) },
  {
    ...{ key: 'channel', name: 'Remove the data channel and its objects from Salesforce', run: clearOrg },
    byHand: (input) => byHand(input).channel,
  },
  {
    ...{ key: 'access', name: 'Revoke our access', run: revokeAccess },
    byHand: (input) => byHand(input).access,
  },
  { key: 'activities', name: 'Keep or erase the activities', run: eraseActivities },
  { key: 'data', name: 'Forget what else was stored of the org', run: eraseData },
  { key: 'credentials', name: 'Forget the credentials', run: forgetCredentials },
];

function byHand({ service, connection }: RemovalInput) {
  const { channel, connectedByName } = connection;
  return service.removeByHand({ channel, user: connectedByName ?? 'the user who connected' });
}

async function clearOrg({ service, session, connection }: RemovalInput): Promise<Outcome> {
  const { channel, entities } = await service.removeChannel(session);
  // Where a try that was interrupted has removed it before, what we knew of it is gone all the same.
  const channels = [channel ?? connection.channel].filter((name) => name !== null);
  const members = channel === null && connection.channel !== null ? (connection.slots?.ours ?? []) : entities;
  return {
    counts: { channels: channels.length, members: members.length },
    removed: { channels, members: [...members].sort() },
  };
}

async function revokeAccess({ context, service, session }: RemovalInput): Promise<Outcome> {
  // Where setting up was undone, access was given back then.
  if ((await findCredential(context.db, session.accountId, session.connectionId)) === null) return {};
  const credential = await session.credential.read();
  // Work that was under way when the removal was approved may have put the channel back meanwhile.
  await service.removeChannel(session).catch(() => {});
  if (!(await service.revoke(credential))) {
    throw new TransientError('fast', 'salesforce_unavailable', 'revoking our access');
  }
  return { counts: { accesses: 1 } };
}

/** Erases entries in chunks, each with its feed, so that open pages see them go; those that are nobody's always go. */
async function eraseActivities({ context, connection, removal, session }: RemovalInput): Promise<Outcome> {
  const { db, clock } = context;
  const { accountId, id } = connection;
  const onlyUnattributed = removal.data === 'keep';
  for (let after: string | null = null; ; ) {
    session.signal.throwIfAborted();
    const gone = await db.transaction(async (tx) => {
      const which = { onlyUnattributed, after, limit: ENTRIES_AT_ONCE };
      const tally = openTally();
      const entries = await eraseEntries(tx, accountId, id, which, tally);
      const shown = entries.filter(({ userId }) => userId !== null);
      const add = (what: string, count: number) =>
        countStep(tx, removal, 'activities', what, count, clock.now());
      await add('activities', shown.length);
      await add('unattributed activities', entries.length - shown.length);
      const ids = shown.map((entry) => entry.id);
      await saveTally(tx, accountId, tally);
      await appendFeed(tx, accountId, [], ids);
      return entries;
    });
    await db.notify(feedChannel, accountId);
    if (gone.length < ENTRIES_AT_ONCE) break;
    after = gone.at(-1)!.id;
  }
  return { counts: { kept: await countEntries(db, accountId, id) } };
}

async function eraseData({ context, connection, removal, session }: RemovalInput): Promise<Outcome> {
  const { db, clock } = context;
  const { accountId, id } = connection;
  for (const table of await listTablesOfConnections(db)) {
    const what = table.replaceAll('_', ' ');
    const which = removal.data === 'keep' ? goesFromKept[table] : 'true';
    for (let erased = ROWS_AT_ONCE; erased === ROWS_AT_ONCE; ) {
      session.signal.throwIfAborted();
      erased = await db.transaction(async (tx) => {
        const count = await eraseRows(tx, table, accountId, id, ROWS_AT_ONCE, which);
        await countStep(tx, removal, 'data', what, count, clock.now());
        return count;
      });
    }
  }
  return {};
}

async function forgetCredentials({ context, connection }: RemovalInput): Promise<Outcome> {
  const count = await deleteCredential(context.db, connection.accountId, connection.id);
  return { counts: { credentials: count } };
}
