import { SetupError, TransientError } from '../errors.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { setDelivery } from '../store/upkeep.ts';
import type { Context } from './context.ts';
import { withSample } from './delivery.ts';
import { arrangeFeatures } from './featureControl.ts';
import { readRemoteUsersNow } from './mapping.ts';
import { openSession } from './session.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const againMs = 5 * 60_000;

/** Looks at orgs every hour and every day, beside their streams. */
export interface Upkeep {
  /** Starts what is due for a connection that this process holds the lease of; returns at once. */
  lookAfter(connection: ConnectionRow): void;
  /** Waits for what is under way. */
  settled(): Promise<void>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

/**
 * Opens the upkeep. Hourly: limits are read and slots arranged (blocked features asked for again, members that
 * somebody removed put back, those of disabled features taken off). Daily: the people, and what the org shows
 * the connecting user. What fails is tried again after five minutes.
 */
export function openUpkeep(context: Context): Upkeep {
  const underWay = new Map<string, { done: Promise<void>; close: () => void }>();
  const notBefore = new Map<string, number>();
  const settled = async () => {
    await Promise.all([...underWay.values()].map((job) => job.done));
  };
  return {
    settled,
    lookAfter: (connection) => {
      const { id } = connection;
      const now = context.clock.now();
      if (underWay.has(id) || now < (notBefore.get(id) ?? 0) || !isDue(connection.arrangedAt, hourMs, now))
        return;
      if (connection.status !== 'active') return;
      const session = openSession(context, connection);
      const done = keepUp(context, connection, session)
        .then(() => void notBefore.delete(id))
        .catch((error: unknown) => {
          notBefore.set(id, context.clock.now() + againMs);
          if (!session.session.signal.aborted) tell(context, id, error);
        })
        .finally(() => {
          session.close();
          underWay.delete(id);
        });
      underWay.set(id, { done, close: session.close });
    },
    close: async () => {
      for (const job of underWay.values()) job.close();
      await settled();
    },
  };
}

const isDue = (at: number | null, everyMs: number, now: number) => at === null || now - at >= everyMs;

async function keepUp(
  context: Context,
  connection: ConnectionRow,
  { service, session }: ReturnType<typeof openSession>,
): Promise<void> {
  const ref = { accountId: connection.accountId, connectionId: connection.id };
  const { delivery } = await service.readLimits(session);
  if (delivery !== null) {
    const next = withSample(connection.delivery, delivery, context.clock.now());
    await setDelivery(context.db, ref.accountId, ref.connectionId, next);
  }
  const daily = isDue(connection.checkedAt, dayMs, context.clock.now());
  // A list that cannot be read now stands as a failed run, and holds nothing else up.
  if (daily) await readRemoteUsersNow(context, ref, service, session);
  await arrangeFeatures(context, ref, service, session, daily ? 'daily' : 'hourly');
}

// What a person must mend shows itself on the connection by its stream: here it is only noted.
function tell({ log }: Context, connectionId: string, error: unknown): void {
  if (error instanceof TransientError || error instanceof SetupError) {
    log.info(
      { connectionId, reason: error.message },
      'the org could not be looked at; trying again in 5 minutes',
    );
  } else {
    log.error(
      { connectionId, err: error },
      'looking at an org failed on a defect; trying again in 5 minutes',
    );
  }
}
