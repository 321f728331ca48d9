import type { Batch, Service, Session } from '../activity/service.ts';
import { retryDelayMs } from '../lib/retry.ts';
import { type ConnectionRow, findConnection } from '../store/connections.ts';
import { findCursor } from '../store/cursors.ts';
import { setStreamState } from '../store/streamState.ts';
import type { Context } from './context.ts';
import { LeaseLost } from './directory.ts';
import { type FollowUp, openFollowUp } from './followUp.ts';
import { ingestBatch } from './pipeline.ts';
import { provision } from './provision.ts';
import { readAhead } from './readAhead.ts';
import { removeConnection } from './removalRun.ts';
import { openScope, type Scope } from './scope.ts';
import { openSession } from './session.ts';
import { openStanding } from './standing.ts';
import { answerFailure } from './streamFailure.ts';

const streamSource = 'cdc';
// A stream that stood for so long starts the waiting between tries anew; so nothing is tried more often than this.
const steadyMs = 5_000;

/** Works for one connection until the signal: provisions it, then reads its stream, or removes it, whatever happens. */
export async function runConnection(
  context: Context,
  connection: ConnectionRow,
  holder: string,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = context;
  let attempt = 0;
  while (!signal.aborted) {
    const { service, session, close } = openSession(context, connection);
    signal.addEventListener('abort', close, { once: true });
    let standsSince = Number.POSITIVE_INFINITY;
    const stands = () => {
      standsSince = clock.now();
    };
    try {
      if ((await runOnce(context, connection, { service, session, holder }, stands)) === 'stop') return;
    } catch (error) {
      if (signal.aborted || error instanceof LeaseLost) return;
      const answer = await answerFailure(context, connection, error);
      if (answer === 'stop') return;
      if (clock.now() - standsSince >= steadyMs) attempt = 0;
      await clock.sleep(retryDelayMs(answer, attempt++), signal).catch(() => {});
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
  }
}

async function runOnce(
  context: Context,
  connection: ConnectionRow,
  given: { service: Service; session: Session; holder: string },
  stands: () => void,
): Promise<'stop' | 'again'> {
  const { accountId, id } = connection;
  const current = await findConnection(context.db, accountId, id);
  if (current === null || !hasWork(current)) return 'stop';
  if (current.status === 'removing') {
    await removeConnection(context, current, given);
    return 'stop';
  }
  if (current.status === 'provisioning') await provision(context, current, given.service, given.session);
  // What is delayed stays so, with its reason, until the stream stands.
  if (current.streamState !== 'delayed') await setStreamState(context.db, accountId, id, 'connecting', null);
  const labels = await given.service.readLabels(given.session);
  // Setting up may have taken over the entries of an earlier connection.
  const { origin } = (await findConnection(context.db, accountId, id)) ?? current;
  const scope = openScope(context, { accountId, connectionId: id }, { ...given, labels, origin });
  const cursor = await findCursor(context.db, accountId, id, streamSource);
  const followUp = openFollowUp(scope);
  let live = false;
  followUp.missingNames();
  const standing = openStanding(context, scope);
  try {
    for await (const batch of readAhead(given.service, given.session, cursor)) {
      if (!live) await standing.begin();
      await storeStreamBatch(scope, batch, followUp);
      if (live) continue;
      live = true;
      stands();
      await setStreamState(context.db, accountId, id, 'live', null);
    }
  } finally {
    standing.close();
  }
  await followUp.settled();
  return 'again';
}

function hasWork({ status, statusReason }: ConnectionRow): boolean {
  if (status === 'attention') return statusReason?.code === 'quota_paused';
  return ['provisioning', 'active', 'removing'].includes(status);
}

async function storeStreamBatch(scope: Scope, batch: Batch, followUp: FollowUp): Promise<void> {
  const result = await ingestBatch(scope, streamSource, batch);
  const { log } = scope.context;
  const { connectionId } = scope;
  if (result.rejected > 0) {
    const { rejected } = result;
    log.warn({ connectionId, rejected }, 'events could not be understood; they are kept under rejects');
  }
  for (const hole of batch.holes ?? []) {
    log.warn({ connectionId, ...hole }, 'the stream cannot tell everything; a hole stands in the coverage');
  }
  if (result.missingNames) followUp.missingNames();
  if (result.strangers.length > 0) followUp.strangers();
}
