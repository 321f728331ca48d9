// WorkSights with its own parts and nothing else, on the database that its environment names.
import { randomUUID } from 'node:crypto';
import { approve } from '../emulator/approve.ts';
import { openServer } from '../src/api/server.ts';
import { applyBootstrap, readBootstrap } from '../src/cli/bootstrap.ts';
import { openContext, openStore } from '../src/cli/context.ts';
import { readConfig } from '../src/config.ts';
import type { Context } from '../src/ingest/context.ts';
import { doJob } from '../src/ingest/doJob.ts';
import { readPeople } from '../src/ingest/people.ts';
import { ingestBatch } from '../src/ingest/pipeline.ts';
import { readAhead } from '../src/ingest/readAhead.ts';
import { openScope } from '../src/ingest/scope.ts';
import { openSession } from '../src/ingest/session.ts';
import { openSupervisor } from '../src/ingest/supervisor.ts';
import { listAccounts } from '../src/store/accounts.ts';
import { findConnection } from '../src/store/connections.ts';
import { findJob, hurryJob, type JobKind } from '../src/store/jobs.ts';
import { takeLease } from '../src/store/leases.ts';
import { until } from '../test/helpers/until.ts';
import { ownerToken } from './bench.ts';
import { nowMs, serve } from './child.ts';

let context: Context;
let ref: { readonly accountId: string; readonly connectionId: string };
const leaseMs = 24 * 3_600_000;

/** Connects the org as a person would and has it provisioned; answers the topic of its channel. */
async function connect(): Promise<string> {
  const config = readConfig();
  const db = await openStore(config);
  await applyBootstrap(db, await readBootstrap(config.bootstrap!));
  context = await openContext(config, db);
  const app = await openServer(context, { demo: false, webFolder: null });
  const begun = await app.inject({
    method: 'POST',
    url: '/api/v1/services/salesforce/connections',
    headers: { authorization: `Bearer ${ownerToken}` },
    payload: { environment: 'production', edition: 'unlimited' },
  });
  const { id, authorizationUrl } = begun.json<{ id: string; authorizationUrl: string }>();
  const back = new URL(await approve(authorizationUrl, { username: 'olga@acme.example' }));
  await app.inject(back.pathname + back.search);
  await app.close();
  ref = { accountId: (await listAccounts(db))[0]!.id, connectionId: id };
  const supervisor = await openSupervisor(context);
  const { channel } = await until(
    'the stream is live',
    async () => {
      const connection = await findConnection(db, ref.accountId, ref.connectionId);
      return connection?.streamState === 'live' ? connection : null;
    },
    60_000,
  );
  await supervisor.close();
  return `/data/${channel}`;
}

async function countStored(): Promise<number> {
  const rows = await context.db.query<{ count: number }>('SELECT count(*) AS count FROM changes');
  return rows[0]!.count;
}

/** Reads the channel after `cursor` until `count` events are committed. */
async function read({ count, cursor }: { count: number; cursor: string | null }) {
  const connection = (await findConnection(context.db, ref.accountId, ref.connectionId))!;
  const { service, session, close } = openSession(context, connection);
  const holder = randomUUID();
  await context.db.query('DELETE FROM leases');
  await takeLease(context.db, ref.accountId, ref.connectionId, holder, context.clock.now(), leaseMs);
  const scope = openScope(context, ref, {
    service,
    session,
    holder,
    labels: await service.readLabels(session),
  });
  let startedAt = 0;
  let read = 0;
  let position = cursor;
  try {
    for await (const batch of readAhead(service, session, cursor)) {
      if (startedAt === 0 && batch.changes.length > 0) startedAt = nowMs();
      await ingestBatch(scope, 'cdc', batch);
      read += batch.changes.length;
      position = batch.cursor ?? position;
      if (read >= count) break;
    }
    return { seconds: (nowMs() - startedAt) / 1000, stored: await countStored(), cursor: position };
  } finally {
    close();
  }
}

/** Reads history rows of deals in [from, to) through the ingest, as a sweep or an import does. */
async function sweep({ from, to, large }: { from: number; to: number; large: boolean }) {
  const connection = (await findConnection(context.db, ref.accountId, ref.connectionId))!;
  const { service, session, close } = openSession(context, connection);
  const labels = await service.readLabels(session);
  const scope = openScope(context, ref, { service, session, holder: null, labels });
  const people = await readPeople(context.db, ref);
  const spans = [{ feature: 'opportunities', from, to }];
  const startedAt = nowMs();
  let rows = 0;
  try {
    const request = { path: 'field_history', spans, cursor: null, people, large } as const;
    for await (const batch of service.sweep(session, request)) {
      await ingestBatch(scope, 'import:field_history', { ...batch, cursor: null });
      rows += batch.rows;
    }
    return { rows, seconds: (nowMs() - startedAt) / 1000 };
  } finally {
    close();
  }
}

/** Does one regular job to its end, whether it is due or not. */
async function runJob(kind: JobKind): Promise<void> {
  const key = { ...ref, kind };
  await context.db.query(`UPDATE jobs SET due_at = 'infinity'`);
  await hurryJob(context.db, key, context.clock.now());
  for (;;) {
    await doJob(context, key, new AbortController().signal);
    const job = await findJob(context.db, key);
    if (job === null || job.dueAt > context.clock.now()) return;
  }
}

serve({
  connect,
  read,
  sweep,
  runJob,
  /** Forgets what was stored, so that a round finds the database as the first one did. */
  empty: () =>
    context.db.query(
      'TRUNCATE activities, activity_counts, activity_totals, stage_moves, changes, records, feed, rejects CASCADE',
    ),
  memory: () => {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    return { rss, heapUsed };
  },
});
