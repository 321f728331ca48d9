import type { Service, Session } from '../activity/service.ts';
import { CODES, SetupError, TransientError } from '../errors.ts';
import {
  type ConnectionRow,
  findConnection,
  setAttention,
  setChannel,
  setProvisioned,
} from '../store/connections.ts';
import { findJob, hurryJob, never } from '../store/jobs.ts';
import { forgetProvisioned, listSteps, saveStep } from '../store/provisioning.ts';
import { failAbandonedRun, finishRun, startRun } from '../store/runs.ts';
import { toBackfillState } from './backfill.ts';
import { type ConnectionRef, type Context, jobsChannel } from './context.ts';
import { arrangeFeatures } from './featureControl.ts';
import { takeOverKept } from './kept.ts';
import { importRemoteUsers } from './mapping.ts';

/** What a step works with. */
interface StepInput {
  readonly context: Context;
  readonly ref: ConnectionRef;
  readonly connection: ConnectionRow;
  readonly service: Service;
  readonly session: Session;
}

/** One step of provisioning: safe to repeat, because a crash may come between its work and its mark. */
interface Step {
  readonly key: string;
  readonly name: string;
  /** Does the step; answers what a person reads behind its tick. */
  readonly run: (input: StepInput) => Promise<string>;
  /** Takes back what it left in the org; safe to repeat, and where nothing was left. */
  readonly undo?: { readonly what: string; readonly run: (input: StepInput) => Promise<void> };
}

const undoChannel: Step['undo'] = {
  what: 'the private data channel',
  run: async ({ service, session }) => void (await service.removeChannel(session)),
};
const undoSubscriptions: Step['undo'] = {
  what: 'the selected objects of the channel',
  run: async ({ service, session }) => void (await service.arrange(session, [], false)),
};

/** The steps in order; the connection's page shows them live. */
export const provisioningSteps: readonly Step[] = [
  { key: 'verify', name: 'Verify the edition', run: verifyEdition },
  { key: 'users', name: 'Import and map people', run: importUsers },
  { key: 'channel', name: 'Create the private data channel', run: openChannel, undo: undoChannel },
  {
    ...{ key: 'subscribe', name: 'Subscribe the real-time features' },
    ...{ run: subscribe, undo: undoSubscriptions },
  },
  { key: 'backfill', name: 'Start the backfill', run: startBackfill },
];

/**
 * Takes a connection from authorised to active, going on where an earlier process stopped. The stream starts
 * right after, from the channel's beginning, so that nothing between the steps is missed. Where an org that was
 * never set up cannot be, the steps are undone in reverse order and the SetupError says what was not.
 */
export async function provision(
  context: Context,
  connection: ConnectionRow,
  service: Service,
  session: Session,
): Promise<void> {
  const { db, clock } = context;
  const ref = { accountId: connection.accountId, connectionId: connection.id };
  const input = { context, ref, connection, service, session };
  await failAbandonedRun(db, ref.accountId, ref.connectionId, 'provisioning', clock.now());
  const run = await startRun(db, ref.accountId, ref.connectionId, 'provisioning', clock.now());
  const finish = (error: string | null) =>
    finishRun(db, ref.accountId, run.id, clock.now(), { steps: steps.done }, error);
  const steps = { done: 0 };
  try {
    await runSteps(input, steps);
    await setProvisioned(db, connection, clock.now());
    await finish(null);
  } catch (error) {
    const isFinal = error instanceof SetupError && connection.provisionedAt === null;
    const told =
      isFinal && !session.signal.aborted ? await undoProvisioning(input, connection, error) : error;
    await finish(told instanceof SetupError ? told.text : (told as Error).message);
    throw told;
  }
}

async function runSteps(input: StepInput, steps: { done: number }): Promise<void> {
  const { context, ref } = input;
  const saved = await listSteps(context.db, ref.accountId, ref.connectionId);
  const done = new Set(saved.filter((step) => step.state === 'done').map((step) => step.key));
  for (const step of provisioningSteps) {
    if (!done.has(step.key)) await runStep(input, step);
    steps.done += 1;
  }
}

async function runStep(input: StepInput, step: Step): Promise<void> {
  const { context, ref } = input;
  const save = (state: 'running' | 'done' | 'failed', detail: string | null) =>
    saveStep(context.db, ref.accountId, ref.connectionId, { key: step.key, state, detail });
  await save('running', null);
  try {
    await save('done', await step.run(input));
  } catch (error) {
    if (error instanceof SetupError) await save('failed', error.text);
    else await save('running', waitingText(error));
    throw error;
  }
}

// What passes by itself leaves the step running: nobody has to act.
function waitingText(error: unknown): string {
  const isTransient = error instanceof TransientError;
  return isTransient ? CODES[error.code].text : 'It met a defect of WorkSights and is tried again slowly.';
}

/** Undoes the steps that began, last one first, and gives the access back; answers the error to be told. */
async function undoProvisioning(
  input: StepInput,
  connection: ConnectionRow,
  cause: SetupError,
): Promise<SetupError> {
  const { context, ref, service, session } = input;
  const { db, clock, log } = context;
  // Authorised anew meanwhile: what is there belongs to the new access, which takes it over.
  const isOutdated = async () =>
    (await findConnection(db, ref.accountId, ref.connectionId))?.authorizationCount !==
    connection.authorizationCount;
  if (await isOutdated()) return cause;
  const saved = await listSteps(db, ref.accountId, ref.connectionId);
  const begun = new Set(saved.map((step) => step.key));
  const left: string[] = [];
  for (const { key, undo } of [...provisioningSteps].reverse()) {
    if (undo === undefined || !begun.has(key)) continue;
    await undo.run(input).catch((error: unknown) => {
      log.warn({ err: error, connectionId: ref.connectionId, step: key }, 'a step could not be undone');
      left.push(undo.what);
    });
  }
  const credential = await session.credential.read().catch(() => null);
  if (await isOutdated()) return cause;
  if (credential !== null && !(await service.revoke(credential))) left.push('the access that was granted');
  const told = toUndone(cause, left);
  const { code, text, fix } = told;
  await db.transaction(async (tx) => {
    const since = new Date(clock.now()).toISOString();
    const isOurs = await setAttention(tx, connection, { code, text, fix, since });
    if (isOurs) await forgetProvisioned(tx, ref.accountId, ref.connectionId);
  });
  return told;
}

function toUndone(cause: SetupError, left: readonly string[]): SetupError {
  const undone =
    left.length === 0
      ? 'What had been set up was undone.'
      : `What had been set up was undone, but not ${left.join(' and not ')}.`;
  const adopted = left.length === 0 ? '' : ' Reconnect takes over what is left in the org.';
  return new SetupError(cause.code, cause.message, {
    ...{ cause, text: `${cause.text} ${undone}`, fix: cause.fix + adopted },
  });
}

// The org was asked right before, when it was authorised: what it said stands with the connection.
async function verifyEdition({ service, connection }: StepInput): Promise<string> {
  const edition = connection.edition === null ? undefined : service.editions[connection.edition];
  if (edition !== undefined && !edition.supported) throw new SetupError('unsupported_edition');
  return `${connection.organizationName}, ${edition?.label ?? 'edition not named'}`;
}

async function importUsers({ context, ref, service, session }: StepInput): Promise<string> {
  const kept = await takeOverKept(context, ref);
  const counts = await importRemoteUsers(context, ref, service, session);
  const people = `${counts.people} of ${counts.read} are people, ${counts.mapped} mapped by e-mail`;
  return kept === 0 ? people : `${people}; ${kept} entries that were kept belong to it again`;
}

async function openChannel({ context, ref, service, session }: StepInput): Promise<string> {
  const channel = await service.openChannel(session);
  await setChannel(context.db, ref.accountId, ref.connectionId, channel);
  return channel;
}

async function subscribe({ context, ref, service, session }: StepInput): Promise<string> {
  const { standings } = await arrangeFeatures(context, ref, service, session, 'daily');
  const asked = standings.filter(({ path, status }) => path === 'cdc' || status === 'blocked');
  const live = asked.filter(({ path }) => path === 'cdc');
  return `${live.length} of ${asked.length} in real time`;
}

async function startBackfill({ context, ref, connection }: StepInput): Promise<string> {
  const { db, clock, backfillDays } = context;
  const now = clock.now();
  const job = await findJob(db, { ...ref, kind: 'backfill' });
  const state = toBackfillState(job?.state ?? {}, now, backfillDays);
  await hurryJob(db, { ...ref, kind: 'backfill' }, state.done ? never : now, { state: { ...state } });
  // After a reconnect what was missed is read at once.
  if (connection.provisionedAt !== null) {
    for (const kind of ['field_history', 'delta'] as const) await hurryJob(db, { ...ref, kind }, now);
  }
  await db.notify(jobsChannel, '');
  return state.done ? 'read already' : `${state.days} days, the newest first`;
}
