import type { ConnectionRow } from '../store/connections.ts';
import { deleteRejects, listReplayable } from '../store/rejects.ts';
import type { Context } from './context.ts';
import { lookUpNames } from './names.ts';
import { ingestBatch } from './pipeline.ts';
import { openScope } from './scope.ts';
import { openReject } from './sealedReject.ts';
import { openSession } from './session.ts';

const atOnce = 100;

/**
 * Reads the rejects of a connection again, in any process: those that are understood now go through the ingest
 * and vanish. Throws what a stream throws where the org cannot be asked.
 */
export async function replayRejects(
  context: Context,
  connection: ConnectionRow,
): Promise<{ replayed: number; left: number }> {
  const { accountId, id } = connection;
  const ref = { accountId, connectionId: id };
  const next = (after: string | null) => listReplayable(context.db, accountId, id, after, atOnce);
  let rows = await next(null);
  // Without any the org need not be asked.
  if (rows.length === 0) return { replayed: 0, left: 0 };
  const { service, session, close } = openSession(context, connection);
  try {
    const labels = await service.readLabels(session);
    const scope = openScope(context, ref, {
      ...{ service, session, holder: null, labels, origin: connection.origin },
    });
    const counts = { replayed: 0, left: 0 };
    for (; rows.length > 0; rows = await next(rows.at(-1)!.key)) {
      const opened = rows.map((row) => ({ ...row, payload: openReject(context, ref, row) }));
      const batch = await service.replay(session, opened);
      await ingestBatch(scope, 'cdc', batch);
      const failed = new Set(batch.rejects.map((reject) => reject.key));
      const done = rows.map((row) => row.key).filter((key) => !failed.has(key));
      await deleteRejects(context.db, accountId, id, done);
      counts.replayed += done.length;
      counts.left += failed.size;
    }
    await lookUpNames(scope);
    return counts;
  } finally {
    close();
  }
}
