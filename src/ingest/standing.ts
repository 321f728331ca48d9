import { findConnection, setStreamStood } from '../store/connections.ts';
import { listOpenHoles, openHole } from '../store/holes.ts';
import { hurryJob } from '../store/jobs.ts';
import type { ConnectionRef, Context } from './context.ts';
import { toCause } from './holes.ts';
import { downMs } from './stands.ts';

const beatEveryMs = 10_000;

/** Tells the ledger that a stream stands. */
export interface Standing {
  /** To be called before the first batch is stored: what was missed until now becomes a hole, to be repaired. */
  begin(): Promise<void>;
  close(): void;
}

/**
 * Opens the watch over one try at a stream. While it stands that is noted every ten seconds, so that whoever
 * streams next knows since when nobody did, whatever ended the process.
 */
export function openStanding(context: Context, ref: ConnectionRef): Standing {
  const ended = new AbortController();
  const { db, clock, log } = context;
  const beat = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await clock.sleep(beatEveryMs, ended.signal);
      await setStreamStood(db, ref.accountId, ref.connectionId, clock.now());
    }
  };
  return {
    begin: async () => {
      await resume(context, ref);
      beat().catch((error: unknown) => {
        if (!ended.signal.aborted) log.warn({ err: error, ...ref }, 'noting that the stream stands failed');
      });
    },
    close: () => ended.abort(),
  };
}

// Salesforce holds events for three days and the stream goes on from its position, so that mostly nothing is lost:
// reading the missing time by query makes it certain, and finds what the stream could not bring.
async function resume({ db, clock, services }: Context, ref: ConnectionRef): Promise<void> {
  const { accountId, connectionId } = ref;
  await db.transaction(async (tx) => {
    const connection = await findConnection(tx, accountId, connectionId);
    if (connection === null) return;
    const now = clock.now();
    // First, as every batch does: it locks the connection.
    await setStreamStood(tx, accountId, connectionId, now);
    const features = (services.get(connection.service)?.features ?? [])
      .filter((feature) => feature.defaultPath === 'cdc')
      .map((feature) => feature.key);
    const open = await listOpenHoles(tx, accountId, connectionId);
    const grows = open.some((hole) => hole.to === null && features.includes(hole.feature));
    const { streamStoodAt } = connection;
    if (grows || (streamStoodAt !== null && now - streamStoodAt > downMs)) {
      const evidence = { reason: connection.statusReason?.text ?? '' };
      await openHole(
        tx,
        accountId,
        connectionId,
        { features, cause: toCause(connection), to: now, evidence },
        now,
      );
      await hurryJob(tx, { accountId, connectionId, kind: 'repair' }, now);
    }
  });
}
