import type { Service, Session } from '../activity/service.ts';
import { SetupError } from '../errors.ts';
import { type ConnectionRow, setChannel, setStatus } from '../store/connections.ts';
import { listSteps, saveStep } from '../store/provisioning.ts';
import { failAbandonedRuns, finishRun, startRun } from '../store/runs.ts';
import type { ConnectionRef, Context } from './context.ts';
import { arrangeFeatures } from './featureControl.ts';
import { importRemoteUsers } from './mapping.ts';

interface StepInput {
  readonly context: Context;
  readonly ref: ConnectionRef;
  readonly service: Service;
  readonly session: Session;
}

/** One step of provisioning: safe to repeat, because a crash may come between its work and its mark. */
interface Step {
  readonly key: string;
  readonly name: string;
  /** Does the step; answers what a person reads behind its tick. */
  readonly run: (input: StepInput) => Promise<string>;
}

/** The steps in order; the connection's page shows them live. */
export const provisioningSteps: readonly Step[] = [
  { key: 'verify', name: 'Verify the edition', run: verifyEdition },
  { key: 'users', name: 'Import and map people', run: importUsers },
  { key: 'channel', name: 'Create the private data channel', run: openChannel },
  { key: 'subscribe', name: 'Subscribe the real-time features', run: subscribe },
];

/**
 * Takes a connection from authorised to active, going on where an earlier process stopped. The stream starts
 * right after, from the channel's beginning, so that nothing between the steps is missed.
 */
export async function provision(
  context: Context,
  connection: ConnectionRow,
  service: Service,
  session: Session,
): Promise<void> {
  const { db, clock } = context;
  const ref = { accountId: connection.accountId, connectionId: connection.id };
  await failAbandonedRuns(db, ref.accountId, ref.connectionId, clock.now());
  const run = await startRun(db, ref.accountId, ref.connectionId, 'provisioning', clock.now());
  const done = new Set(
    (await listSteps(db, ref.accountId, ref.connectionId))
      .filter((step) => step.state === 'done')
      .map((step) => step.key),
  );
  let steps = 0;
  try {
    for (const step of provisioningSteps) {
      if (!done.has(step.key)) await runStep({ context, ref, service, session }, step);
      steps += 1;
    }
    await setStatus(db, ref.accountId, ref.connectionId, 'active', null);
    await finishRun(db, ref.accountId, run.id, clock.now(), { steps }, null);
  } catch (error) {
    await finishRun(db, ref.accountId, run.id, clock.now(), { steps }, (error as Error).message);
    throw error;
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
    await save('failed', error instanceof SetupError ? error.text : (error as Error).message);
    throw error;
  }
}

async function verifyEdition({ service, session }: StepInput): Promise<string> {
  const organization = await service.readOrganization(session);
  const edition = organization.edition === null ? undefined : service.editions[organization.edition];
  if (edition !== undefined && !edition.supported) throw new SetupError('unsupported_edition');
  return `${organization.name}, ${edition?.label ?? 'edition not named'}`;
}

async function importUsers({ context, ref, service, session }: StepInput): Promise<string> {
  const counts = await importRemoteUsers(context, ref, service, session);
  return `${counts.people} of ${counts.read} are people, ${counts.mapped} mapped by e-mail`;
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
