import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { RequestError } from '../errors.ts';
import { type FeedEntry, feedPosition, readFeed } from '../store/feed.ts';
import { type FeedRow, readTimeline, type TimelineRow } from '../store/timeline.ts';
import type { TimelineFilter } from '../store/timelineFilter.ts';
import { toActivity } from './activityView.ts';
import type { Api } from './api.ts';
import { type Actor, findActor } from './auth.ts';
import type { ActivityRemoved } from './contract.ts';
import { type EventWriter, openEventWriter } from './eventWriter.ts';
import { openWaker } from './waker.ts';

const KEEPALIVE_MS = 15_000;
const BATCH = 500;
const MOST_REMEMBERED = 20_000;
// The service's clock may run ahead of ours: what it dates a moment into the future has happened all the same.
const CLOCK_TOLERANCE_MS = 120_000;

/** What a stream was opened with. */
export interface StreamRequest {
  readonly actor: Actor;
  /** Position of the last entry that the reader got, null to begin now. */
  readonly after: number | null;
  /** Computes the filter anew, because roles, teams and time move while the stream is open. */
  readonly filterFor: (actor: Actor) => Promise<TimelineFilter>;
}

/**
 * Sends the account's feed from a position on, as server-sent events, until the reader goes, the sign-in ends
 * or the server closes. Entries are read when they are sent, so a slow reader gets the newest form once.
 */
export async function streamActivities(api: Api, asked: StreamRequest, reply: FastifyReply): Promise<void> {
  const { accountId, position, lost } = await findStart(api, asked);
  const wake = openWaker();
  const unsubscribe = api.feed.subscribe(accountId, wake.ring);
  const writer = openEventWriter(reply, api.feed.closing);
  writer.signal.addEventListener('abort', wake.ring);
  const stream: Stream = { api, asked, writer, accountId, position, seen: null, shown: openShown(api) };
  // The position goes along: a reader for whom there is little would else come back with an old one. And no more
  // often than this, because it tells how much happens to people whom the reader may not see.
  const keepalive = setInterval(() => {
    void writer.write(`: keepalive\nid: ${stream.position}\n\n`);
    wake.ring();
  }, KEEPALIVE_MS);
  try {
    await writer.write('retry: 1000\n');
    if (lost) await writer.event('reset', {}, position);
    // Without a position from the start, a reader that is cut off before its first entry would miss what comes then.
    else await writer.write(`id: ${position}\n\n`);
    while (!writer.signal.aborted && (await sendNew(stream))) await wake.wait();
  } finally {
    clearInterval(keepalive);
    unsubscribe();
    writer.end();
  }
}

interface Stream {
  readonly api: Api;
  readonly asked: StreamRequest;
  readonly writer: EventWriter;
  readonly accountId: string;
  position: number;
  /** Whom the reader could see when it was last looked: `everyone`, or their ids. */
  seen: string | null;
  readonly shown: Shown;
}

async function findStart(api: Api, asked: StreamRequest) {
  const accountId = asked.actor.account.id;
  const { db } = api.context;
  const newest = await feedPosition(db, accountId);
  if (asked.after === null) return { accountId, position: newest, lost: false };
  const lost = asked.after > newest || (await readFeed(db, accountId, asked.after, 1)).lost;
  return { accountId, position: lost ? newest : asked.after, lost };
}

/** Sends everything after the stream's position; false when the reader may no longer read. */
async function sendNew(stream: Stream): Promise<boolean> {
  const { api, asked, writer, accountId } = stream;
  for (;;) {
    const actor = await findActor(api, asked.actor.proof);
    if (actor === null) return false;
    const { entries, lost } = await readFeed(api.context.db, accountId, stream.position, BATCH);
    if (lost) {
      stream.position = await feedPosition(api.context.db, accountId);
      await writer.event('reset', {}, stream.position);
      continue;
    }
    const filter = await currentFilter(asked, actor);
    if (filter === null) return false;
    await tellWhoIsSeen(stream, filter);
    if (entries.length === 0) return true;
    const rows = await readTimeline(
      api.context.db,
      accountId,
      [...new Set(entries.map(({ id }) => id))],
      filter.words,
    );
    const rowById = new Map(rows.map((row) => [row.id, row]));
    const lastOf = new Map(entries.map(({ id, position }) => [id, position]));
    const left = new Set(entries.flatMap(({ id, removed }) => (removed ? [id] : [])));
    for (const { id, position } of entries) {
      if (writer.signal.aborted) return false;
      const last = lastOf.get(id) === position;
      if (last) await sendEntry(stream, filter, { id, position, removed: left.has(id) }, rowById.get(id));
      stream.position = position;
    }
  }
}

async function sendEntry(
  stream: Stream,
  filter: TimelineFilter,
  { id, position, removed }: FeedEntry,
  row: FeedRow | undefined,
): Promise<void> {
  const { api, writer, shown } = stream;
  if (row !== undefined && matches(row, filter, api.context.clock.now())) {
    shown.add(id);
    await writer.event('activity', toActivity(api, row), position);
  } else if (removed || shown.mayHold(id, row)) {
    const gone: z.infer<typeof ActivityRemoved> = { id };
    await writer.event('activity_removed', gone, position);
  }
}

function matches(row: FeedRow, filter: TimelineFilter, now: number): row is FeedRow & TimelineRow {
  const isWanted = (wanted: readonly string[] | null, value: string | null) =>
    wanted === null || (value !== null && wanted.includes(value));
  return (
    row.userId !== null &&
    isWanted(filter.userIds, row.userId) &&
    isWanted(filter.connectionIds, row.connectionId) &&
    isWanted(filter.features, row.feature) &&
    isWanted(filter.categories, row.category) &&
    isWanted(filter.actions, row.action) &&
    isWanted(filter.objectTypes, row.objectType) &&
    isWanted(filter.objectIds, row.objectId) &&
    row.hasWords &&
    (filter.from === null || row.occurredAt >= filter.from) &&
    row.occurredAt < (filter.to ?? now + CLOCK_TOLERANCE_MS)
  );
}

// Whom a reader may see moves with roles and reporting lines. What stands on their page may then be too much or too
// little, and the feed tells of neither: they read the list anew.
async function tellWhoIsSeen(stream: Stream, { userIds }: TimelineFilter): Promise<void> {
  const seen = userIds === null ? 'everyone' : [...userIds].sort().join(' ');
  if (stream.seen !== null && stream.seen !== seen) await stream.writer.event('reset', {}, stream.position);
  stream.seen = seen;
}

// A reader whose role narrowed so far that their own filter is forbidden gets no more.
async function currentFilter(asked: StreamRequest, actor: Actor): Promise<TimelineFilter | null> {
  try {
    return await asked.filterFor(actor);
  } catch (error) {
    if (error instanceof RequestError) return null;
    throw error;
  }
}

interface Shown {
  add(id: string): void;
  /** True where the reader may have the entry on their page. */
  mayHold(id: string, row: FeedRow | undefined): boolean;
}

// An entry that came after the stream was opened and was not sent by it cannot be on the reader's page. To send
// its removal all the same would tell a member how busy other people are.
function openShown(api: Api): Shown {
  const sent = new Set<string>();
  let since = api.context.clock.now();
  return {
    add: (id) => {
      if (sent.size >= MOST_REMEMBERED) {
        sent.clear();
        since = api.context.clock.now();
      }
      sent.add(id);
    },
    mayHold: (id, row) => sent.has(id) || row === undefined || row.receivedAt < since,
  };
}
