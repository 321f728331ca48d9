import type { Service, Session } from '../activity/service.ts';
import { SetupError, TransientError } from '../errors.ts';
import { RETRY_POLICIES, retryDelayMs } from '../lib/retry.ts';
import { writeAudit } from '../store/audit.ts';
import { type ConnectionRow, setRemoved } from '../store/connections.ts';
import {
  findRemoval,
  listRemovalSteps,
  type RemovalRow,
  type RemovalStepRow,
  saveReceipt,
  saveRemovalStep,
} from '../store/removals.ts';
import { addMessage } from '../store/support.ts';
import { type Context, chatChannel } from './context.ts';
import { tellReceipt, toReceipt } from './receipt.ts';
import { type RemovalInput, type RemovalStep, removalSteps } from './removalSteps.ts';

// An org that cannot be reached for so long is left as it is, and the receipt says what to do there.
const patienceMs = 24 * 3_600_000;
// What the org refuses without a word that we know is asked for so often.
const triesOfRefused = 5;

/**
 * Removes a connection whose removal was approved, going on where an earlier process stopped. It ends with the
 * receipt, which also says what could not be removed and how a person does it.
 */
export async function removeConnection(
  context: Context,
  connection: ConnectionRow,
  { service, session }: { readonly service: Service; readonly session: Session },
): Promise<void> {
  const { db } = context;
  const removal = await findRemoval(db, connection.accountId, connection.id);
  if (removal?.state !== 'approved') return;
  const input = { context, connection, removal, service, session };
  const ended = new Set(
    (await listRemovalSteps(db, removal)).filter(({ state }) => state !== 'running').map(({ key }) => key),
  );
  for (const step of removalSteps) if (!ended.has(step.key)) await runStep(input, step);
  await finish(input);
}

async function runStep(input: RemovalInput, step: RemovalStep): Promise<void> {
  const { context, session } = input;
  const nothing = { counts: {}, removed: {}, manual: null };
  await saveRemovalStep(
    context.db,
    input.removal,
    { ...nothing, key: step.key, state: 'running' },
    context.clock.now(),
  );
  for (let attempt = 0; ; attempt++) {
    session.signal.throwIfAborted();
    try {
      const outcome = await step.run(input);
      return await endStep(input, { ...nothing, ...outcome, key: step.key, state: 'done' });
    } catch (error) {
      if (session.signal.aborted) throw error;
      const { connectionId } = session;
      context.log.warn({ err: error, connectionId, step: step.key }, 'a step of a removal failed');
      if (step.byHand !== undefined && isHopeless(input, error, attempt)) {
        const manual = step.byHand(input);
        const state = manual === null ? 'done' : 'left';
        return await endStep(input, { ...nothing, key: step.key, state, manual });
      }
      const pace = error instanceof TransientError ? RETRY_POLICIES[error.retry] : RETRY_POLICIES.fast;
      await context.clock.sleep(retryDelayMs(pace, attempt), session.signal);
    }
  }
}

function isHopeless({ context, removal }: RemovalInput, error: unknown, attempt: number): boolean {
  if (error instanceof SetupError) return true;
  if (!(error instanceof TransientError)) return attempt + 1 >= triesOfRefused;
  return context.clock.now() - (removal.decidedAt ?? 0) > patienceMs;
}

async function endStep({ context, removal }: RemovalInput, step: RemovalStepRow): Promise<void> {
  const { accountId, connectionId } = removal;
  const at = context.clock.now();
  await context.db.transaction(async (tx) => {
    if (!(await saveRemovalStep(tx, removal, step, at))) return;
    const saved = (await listRemovalSteps(tx, removal)).find(({ key }) => key === step.key);
    await writeAudit(tx, {
      ...{ accountId, connectionId, by: null, action: 'removal.step', subject: step.key, at },
      details: { ...saved?.counts, done: step.state === 'done' },
    });
  });
}

async function finish({ context, connection, removal }: RemovalInput): Promise<void> {
  const { db, clock } = context;
  const { accountId, id } = connection;
  const at = clock.now();
  await db.transaction(async (tx) => {
    const receipt = toReceipt(connection, removal, await listRemovalSteps(tx, removal), at);
    if (!(await saveReceipt(tx, removal, receipt, at))) return;
    await setRemoved(tx, accountId, id, removal.data === 'erase');
    await tellThread(tx, removal, tellReceipt(receipt), at);
    const details = { data: removal.data, byHand: receipt.manual.length };
    await writeAudit(tx, {
      ...{ accountId, connectionId: id, by: null, action: 'removal.finished', at },
      details,
    });
  });
  await db.notify(chatChannel, accountId);
}

async function tellThread(
  tx: Parameters<typeof addMessage>[0],
  { accountId, threadId }: RemovalRow,
  text: string,
  at: number,
): Promise<void> {
  const author = { authorId: null, fromOperator: false };
  await addMessage(tx, { accountId, threadId, ...author, kind: 'receipt', text, at });
}
