import type { Batch, Service, Session } from '../activity/service.ts';
import { SetupError, TransientError } from '../errors.ts';
import { RETRY_POLICIES, retryDelayMs } from '../lib/retry.ts';
import {
  type ConnectionRow,
  findConnection,
  type StatusReason,
  setStatus,
  setStreamState,
} from '../store/connections.ts';
import { findCursor } from '../store/cursors.ts';
import type { Context } from './context.ts';
import { LeaseLost } from './directory.ts';
import { importRemoteUsers } from './mapping.ts';
import { lookUpNames } from './names.ts';
import { ingestBatch } from './pipeline.ts';
import { provision } from './provision.ts';
import { openScope, type Scope } from './scope.ts';
import { openSession } from './session.ts';

const streamSource = 'cdc';
// A stranger in the stream makes the user list refresh at once, at most this often.
const refreshEveryMs = 60_000;

/** Works for one connection until the signal: provisions it, then reads its stream, whatever happens. */
export async function runConnection(
  context: Context,
  connection: ConnectionRow,
  holder: string,
  signal: AbortSignal,
): Promise<void> {
  let attempt = 0;
  while (!signal.aborted) {
    const { service, session, close } = openSession(context, connection);
    signal.addEventListener('abort', close, { once: true });
    try {
      const progressed = () => {
        attempt = 0;
      };
      if ((await runOnce(context, connection, { service, session, holder }, progressed)) === 'stop') return;
    } catch (error) {
      if (signal.aborted || error instanceof LeaseLost) return;
      if ((await answerFailure(context, connection, error)) === 'stop') return;
      const policy = error instanceof TransientError ? RETRY_POLICIES[error.retry] : RETRY_POLICIES.slow;
      await context.clock.sleep(retryDelayMs(policy, attempt++), signal).catch(() => {});
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
  progressed: () => void,
): Promise<'stop' | 'again'> {
  const { accountId, id } = connection;
  const current = await findConnection(context.db, accountId, id);
  if (current === null || !['provisioning', 'active'].includes(current.status)) return 'stop';
  if (current.status === 'provisioning') await provision(context, current, given.service, given.session);
  await setStreamState(context.db, accountId, id, 'connecting', null);
  const labels = await given.service.readLabels(given.session);
  const scope = openScope(context, { accountId, connectionId: id }, { ...given, labels });
  const cursor = await findCursor(context.db, accountId, id, streamSource);
  const followUp = openFollowUp(scope);
  let live = false;
  followUp.missingNames();
  for await (const batch of given.service.stream(given.session, cursor)) {
    await storeStreamBatch(scope, batch, followUp);
    if (!live) await setStreamState(context.db, accountId, id, 'live', null);
    live = true;
    progressed();
  }
  await followUp.settled();
  return 'again';
}

async function storeStreamBatch(scope: Scope, batch: Batch, followUp: FollowUp): Promise<void> {
  const result = await ingestBatch(scope, streamSource, batch);
  if (result.rejected > 0) {
    scope.context.log.warn(
      { connectionId: scope.connectionId, rejected: result.rejected },
      'events could not be understood; they are kept under rejects',
    );
  }
  if (result.missingNames) followUp.missingNames();
  if (result.strangers.length > 0) followUp.strangers();
}

/** Work that follows a batch without holding up the next one: names to look up, people to get to know. */
interface FollowUp {
  missingNames(): void;
  strangers(): void;
  settled(): Promise<void>;
}

function openFollowUp(scope: Scope): FollowUp {
  const { clock, log } = scope.context;
  const tell = (what: string) => (error: unknown) => {
    if (!(error instanceof LeaseLost) && !scope.session.signal.aborted) log.warn({ err: error }, what);
  };
  const names = openCoalesced(() => lookUpNames(scope).catch(tell('looking up names failed')));
  let refreshedAt = Number.NEGATIVE_INFINITY;
  const people = openCoalesced(async () => {
    const wait = refreshedAt + refreshEveryMs - clock.now();
    if (wait > 0) await clock.sleep(wait, scope.session.signal);
    refreshedAt = clock.now();
    await importRemoteUsers(scope.context, scope, scope.service, scope.session);
  }, tell('refreshing remote users failed'));
  return {
    missingNames: names.run,
    strangers: people.run,
    settled: async () => {
      await names.settled();
    },
  };
}

/** Runs a job one at a time: wishes that come while it runs become one more run. */
function openCoalesced(
  job: () => Promise<void>,
  failed: (error: unknown) => void = () => {},
): { run(): void; settled(): Promise<void> } {
  let wished = false;
  let running: Promise<void> | null = null;
  const drain = async (): Promise<void> => {
    while (wished) {
      wished = false;
      await job().catch(failed);
    }
    running = null;
  };
  return {
    run: () => {
      wished = true;
      running ??= drain();
    },
    settled: async () => {
      await running;
    },
  };
}

/** Says on the connection what happened; a person's turn ends the runner, everything else is tried again. */
async function answerFailure(
  context: Context,
  connection: ConnectionRow,
  error: unknown,
): Promise<'stop' | 'again'> {
  const { db, clock, log } = context;
  const { accountId, id } = connection;
  const since = new Date(clock.now()).toISOString();
  if (error instanceof SetupError) {
    log.warn({ connectionId: id, code: error.code, reason: error.message }, 'a connection needs attention');
    const reason: StatusReason = { code: error.code, text: error.text, fix: error.fix, since };
    await setStreamState(db, accountId, id, 'stopped', null);
    await setStatus(db, accountId, id, 'attention', reason);
    return 'stop';
  }
  const transient = error instanceof TransientError;
  if (transient) log.info({ connectionId: id, reason: error.message }, 'the stream is interrupted');
  else
    log.error({ connectionId: id, err: error }, 'the stream stopped on a defect; it is tried again slowly');
  await setStreamState(db, accountId, id, 'delayed', {
    code: 'stream_delayed',
    text: transient ? error.message : 'The stream stopped on a defect of WorkSights.',
    fix: 'Nothing is to be done: we keep trying from the stored position.',
    since,
  });
  return 'again';
}
