import { randomUUID } from 'node:crypto';
import { eraseUnattributed } from '../store/activities.ts';
import { type ConnectionRow, deleteUnfinished, listWorkable } from '../store/connections.ts';
import { trimFeed } from '../store/feed.ts';
import { deleteLeases, releaseLease, takeLease } from '../store/leases.ts';
import { dropTeamSums } from '../store/teamSums.ts';
import { checkAlerts } from './alerts.ts';
import { authorizationMs } from './connect.ts';
import { type Context, connectionsChannel } from './context.ts';
import { finishErasures } from './erasure.ts';
import { runConnection } from './runner.ts';

const leaseMs = 15_000;
const lookEveryMs = 5_000;
const cleanEveryMs = 60_000;
const keepFeedMs = 24 * 3_600_000;
const keepUnattributedMs = 30 * 24 * 3_600_000;
const keepTeamSumsMs = 30 * 24 * 3_600_000;

interface Running {
  /** When its lease was last renewed, epoch ms. */
  renewedAt: number;
  /** Of the connection when it started: a new authorisation needs a new runner. */
  readonly authorizationCount: number;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/**
 * Keeps one runner alive for every connection that has work, over all processes: each connection has a
 * lease, renewed here; when a process dies another takes its connections over. `close` drains.
 */
export async function openSupervisor(context: Context): Promise<{ close(): Promise<void> }> {
  const holder = randomUUID();
  const running = new Map<string, Running>();
  const stopped = new AbortController();
  if (context.db.kind === 'pglite') await deleteLeases(context.db);
  let wake = () => {};
  let alerting: Promise<void> | null = null;
  let erasing: Promise<void> | null = null;
  const unlisten = await context.db.listen(connectionsChannel, () => wake());
  const loop = (async () => {
    let cleanedAt = Number.NEGATIVE_INFINITY;
    while (!stopped.signal.aborted) {
      const woken = new Promise<void>((done) => {
        wake = done;
      });
      try {
        await lookAfter(context, holder, running);
        if (context.clock.now() - cleanedAt > cleanEveryMs) {
          cleanedAt = context.clock.now();
          await cleanUp(context);
          // Beside the loop: a mail server that does not answer, or much to erase, must not hold up the leases.
          erasing ??= goOnErasing(context, stopped.signal).finally(() => {
            erasing = null;
          });
          alerting ??= tellAlerts(context).finally(() => {
            alerting = null;
          });
        }
      } catch (error) {
        context.log.error({ err: error }, 'looking after the connections failed; trying again');
        abortExpired(running, context.clock.now());
      }
      const slept = context.clock.sleep(lookEveryMs, stopped.signal).catch(() => {});
      await Promise.race([woken, slept]);
    }
  })();
  return {
    close: async () => {
      stopped.abort();
      await loop;
      await unlisten();
      await Promise.all([alerting, erasing, ...[...running.values()].map(stopRunning)]);
    },
  };
}

async function lookAfter(context: Context, holder: string, running: Map<string, Running>): Promise<void> {
  const workable = await listWorkable(context.db);
  const ids = new Set(workable.map((connection) => connection.id));
  for (const [id, runner] of running) if (!ids.has(id)) runner.controller.abort();
  for (const connection of workable) {
    const mine = await takeLease(
      context.db,
      connection.accountId,
      connection.id,
      holder,
      context.clock.now(),
      leaseMs,
    );
    const runner = running.get(connection.id);
    if (!mine) runner?.controller.abort();
    else if (runner !== undefined) keepRunning(context, connection, runner);
    else running.set(connection.id, start(context, connection, holder, running));
  }
}

function keepRunning(context: Context, connection: ConnectionRow, runner: Running): void {
  runner.renewedAt = context.clock.now();
  if (runner.authorizationCount === connection.authorizationCount || runner.controller.signal.aborted) return;
  runner.controller.abort();
  void runner.done.then(() => context.db.notify(connectionsChannel, connection.id)).catch(() => {});
}

function start(
  context: Context,
  connection: ConnectionRow,
  holder: string,
  running: Map<string, Running>,
): Running {
  const controller = new AbortController();
  const done = runConnection(context, connection, holder, controller.signal)
    .catch((error: unknown) =>
      context.log.error({ err: error, connectionId: connection.id }, 'a runner ended'),
    )
    .finally(async () => {
      running.delete(connection.id);
      await releaseLease(context.db, connection.accountId, connection.id, holder).catch(() => {});
    });
  const { authorizationCount } = connection;
  return { authorizationCount, controller, done, renewedAt: context.clock.now() };
}

// Without the database no lease is renewed, and another process may subscribe: two would use up the org's limits.
function abortExpired(running: ReadonlyMap<string, Running>, now: number): void {
  for (const runner of running.values()) if (now - runner.renewedAt >= leaseMs) runner.controller.abort();
}

async function stopRunning(runner: Running): Promise<void> {
  runner.controller.abort();
  await runner.done;
}

async function goOnErasing(context: Context, signal: AbortSignal): Promise<void> {
  await finishErasures(context, signal).catch((error: unknown) => {
    if (!signal.aborted)
      context.log.error({ err: error }, 'erasing data of a person failed; trying again in a minute');
  });
}

async function tellAlerts(context: Context): Promise<void> {
  await checkAlerts(context).catch((error: unknown) =>
    context.log.error({ err: error }, 'looking for alerts failed; trying again in a minute'),
  );
}

async function cleanUp(context: Context): Promise<void> {
  const now = context.clock.now();
  await deleteUnfinished(context.db, now - authorizationMs);
  await trimFeed(context.db, now - keepFeedMs);
  await eraseUnattributed(context.db, now - keepUnattributedMs);
  await dropTeamSums(context.db, now - keepTeamSumsMs);
}
