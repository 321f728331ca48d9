import type { Span, SweepBatch, SweepPath } from '../activity/service.ts';
import { listNewestCoverage } from '../store/coverage.ts';
import { clearCursor, findCursor } from '../store/cursors.ts';
import { listFeatureStates, saveLack } from '../store/features.ts';
import { findJob, hurryJob } from '../store/jobs.ts';
import { isBelowFloor, restUntil } from './budget.ts';
import { coverSpans } from './coverage.ts';
import { openFollowUp } from './followUp.ts';
import { toSwept } from './freshness.ts';
import { openPausedHoles, settleSweptHoles } from './holes.ts';
import { readPeople } from './people.ts';
import { ingestBatch } from './pipeline.ts';
import { toNextSweep } from './schedule.ts';
import { openScope, type Scope } from './scope.ts';
import { planSpans } from './spans.ts';
import { streamStands } from './stands.ts';
import { countBatch, type Outcome, type RunNote, type Work } from './work.ts';

/** A stretch of reading by one path, under a name of its own for its position. */
export interface Reading {
  readonly source: string;
  readonly path: SweepPath;
  readonly spans: readonly Span[];
  readonly large?: boolean;
  /** True where a position of other spans is worth nothing: what is to be read is these spans, and no others. */
  readonly exact?: boolean;
  /** Percent of its run that is done, from the part of the reading that is; null where it has no end to tell. */
  readonly toPercent?: (part: number) => number;
}

/** How a reading ended: all of it, or before its end for want of time or of the org's API calls. */
export type Read = 'all' | 'part' | 'paused';

/** The regular sweep of a path: what is new since it came last. */
export async function sweep(work: Work, path: SweepPath): Promise<Outcome> {
  const { context } = work;
  const rest = await restUntil(work);
  if (rest !== null) return pause(work, path, rest);
  const run = await work.run();
  const { accountId, connectionId } = work;
  const isResumed = (await findCursor(context.db, accountId, connectionId, path)) !== null;
  const spans = await planRegular(work, path);
  const read = await readSpans(work, run, { source: path, path, spans });
  // An earlier try ended where it was to end: what came since is read right after.
  if (read === 'part' || (read === 'all' && isResumed)) return { state: 'more' };
  if (read === 'paused') return pause(work, path, (await restUntil(work)) ?? context.clock.now());
  await settleSweptHoles(work, run);
  return { state: 'done', dueAt: toNextSweep(context, work, path) };
}

async function pause(work: Work, path: SweepPath, until: number): Promise<Outcome> {
  await openPausedHoles(work, path);
  return { state: 'paused', until };
}

async function planRegular(work: Work, path: SweepPath): Promise<Span[]> {
  const { context, accountId, connectionId, connection } = work;
  const now = context.clock.now();
  const backfill = await findJob(context.db, { accountId, connectionId, kind: 'backfill' });
  return planSpans({
    path,
    features: toSwept(work.service),
    states: await listFeatureStates(context.db, accountId, connectionId),
    newest: await listNewestCoverage(context.db, accountId, connectionId),
    base: typeof backfill?.state.at === 'number' ? backfill.state.at : now,
    streamStands: streamStands(connection, now),
    now,
  });
}

/**
 * Reads spans page by page through the ingest, from where an earlier try at this source came. Position and pages
 * are stored together, the spans with them: a crash repeats one page, and never reads other spans from it.
 */
export async function readSpans(work: Work, run: RunNote, reading: Reading): Promise<Read> {
  const { context, accountId, connectionId, service, session } = work;
  const { source, path, large } = reading;
  const stored = toPosition(await findCursor(context.db, accountId, connectionId, source), reading);
  const spans = stored?.spans ?? reading.spans;
  if (spans.length === 0) return 'all';
  const labels = await service.readLabels(session);
  const scope = openScope(context, work, {
    ...{ service, session, holder: null, labels, origin: work.connection.origin },
  });
  const followUp = openFollowUp(scope);
  const request = {
    ...{ path, spans, cursor: stored?.cursor ?? null },
    people: await readPeople(context.db, work),
    ...(large === undefined ? {} : { large }),
  };
  const unread = new Map(spans.map((span) => [span.feature, span]));
  const lacking = new Set<string>();
  let ended: Read = 'all';
  for await (const batch of service.sweep(session, request)) {
    const result = await storePage(scope, source, spans, batch);
    if (result.missingNames) followUp.missingNames();
    if (result.strangers.length > 0) await getToKnow(work);
    for (const span of batch.read) unread.delete(span.feature);
    for (const standing of batch.lacking) if (standing.status === 'active') lacking.add(standing.feature);
    run.add(countBatch(batch, result));
    await run.save(reading.toPercent?.(batch.progress) ?? null);
    if (unread.size === 0) continue;
    if (isBelowFloor(work.apiUse(), context.apiFloorPercent)) ended = 'paused';
    else if (context.clock.now() >= work.endsAt || session.signal.aborted) ended = 'part';
    if (ended !== 'all') break;
  }
  await followUp.settled();
  if (session.signal.aborted) return 'part';
  if (ended !== 'all') return ended;
  // Of these all was read that the org shows; what it does not stands as the feature's reason.
  const shown = [...unread.values()].filter((span) => lacking.has(span.feature));
  await coverSpans(context.db, work, source, shown);
  await clearCursor(context.db, accountId, connectionId, source);
  return ended;
}

async function storePage(scope: Scope, source: string, spans: readonly Span[], batch: SweepBatch) {
  const { context, accountId, connectionId } = scope;
  const cursor = batch.cursor === null ? null : JSON.stringify({ spans, cursor: batch.cursor });
  const result = await ingestBatch(scope, source, { ...batch, cursor });
  for (const standing of batch.lacking) await saveLack(context.db, accountId, connectionId, standing);
  return result;
}

// People who joined since the last look; somebody whom no list has must not cost a call with every sweep.
const getToKnowEveryMs = 3_600_000;

async function getToKnow({ context, accountId, connectionId }: Work): Promise<void> {
  const key = { accountId, connectionId, kind: 'users' } as const;
  const job = await findJob(context.db, key);
  const readAt = typeof job?.state.readAt === 'number' ? job.state.readAt : 0;
  if (context.clock.now() - readAt >= getToKnowEveryMs) {
    await hurryJob(context.db, key, context.clock.now());
  }
}

interface Position {
  readonly spans: readonly Span[];
  readonly cursor: string;
}

function toPosition(text: string | null, { spans, exact }: Reading): Position | null {
  const stored = text === null ? null : (JSON.parse(text) as Position);
  if (!exact || stored === null) return stored;
  return JSON.stringify(stored.spans) === JSON.stringify(spans) ? stored : null;
}
