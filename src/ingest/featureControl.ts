import type { Feature } from '../activity/feature.ts';
import type { Service, Session, Subscription } from '../activity/service.ts';
import { RequestError } from '../errors.ts';
import { type ConnectionRow, findConnection, moveDirectory, setSlots } from '../store/connections.ts';
import { type FeatureStateRow, listFeatureStates, saveFeatureState } from '../store/features.ts';
import { isListed } from '../store/remoteUsers.ts';
import { saveSwitch } from '../store/switches.ts';
import type { ConnectionRef, Context } from './context.ts';
import { openSession } from './session.ts';

type NewState = Omit<FeatureStateRow, 'lastProcessedAt'>;

/** How a feature stands once the org has answered for its slot; without an answer it is swept. */
function toFeatureState(feature: Feature, answer: Subscription | undefined): NewState {
  const base = { feature: feature.key, enabled: true };
  if (feature.defaultPath === 'sweep' || answer === undefined) {
    return { ...base, path: 'sweep', status: 'active', reason: null };
  }
  if (answer.state === 'selected') return { ...base, path: 'cdc', status: 'active', reason: null };
  return { ...base, path: 'sweep', status: 'blocked', reason: answer.reason };
}

/** Asks features onto the channel and writes how each stands, and the slots after it. */
export async function subscribeFeatures(
  context: Context,
  ref: ConnectionRef,
  service: Service,
  session: Session,
  keys: readonly string[],
): Promise<readonly Subscription[]> {
  const features = service.features.filter((feature) => keys.includes(feature.key));
  const streamed = features.filter((feature) => feature.defaultPath === 'cdc').map((feature) => feature.key);
  const answers = streamed.length === 0 ? [] : await service.subscribe(session, streamed);
  const slots = await service.readSlots(session);
  await context.db.transaction(async (tx) => {
    for (const feature of features) {
      const answer = answers.find((one) => one.feature === feature.key);
      await saveFeatureState(tx, ref.accountId, ref.connectionId, toFeatureState(feature, answer));
    }
    await setSlots(tx, ref.accountId, ref.connectionId, slots);
    await moveDirectory(tx, ref.accountId, ref.connectionId);
  });
  return answers;
}

/** Switches a feature for the whole connection; off frees its slot. Throws not_found, conflict. */
export async function setFeatureEnabled(
  context: Context,
  choice: ConnectionRef & { feature: string; enabled: boolean },
): Promise<void> {
  const { connection, state } = await findFeature(context, choice);
  if (state.enabled === choice.enabled) return;
  await withSession(context, connection, async (service, session) => {
    if (choice.enabled) {
      await subscribeFeatures(context, choice, service, session, [choice.feature]);
      return;
    }
    // First nothing more is stored; only then is the slot given back, which may fail and be repeated.
    await context.db.transaction(async (tx) => {
      await moveDirectory(tx, choice.accountId, choice.connectionId);
      const off: NewState = { ...state, enabled: false, status: 'disabled', reason: null };
      await saveFeatureState(tx, choice.accountId, choice.connectionId, off);
    });
    if (state.path === 'cdc') await service.unsubscribe(session, choice.feature);
    const slots = await service.readSlots(session);
    await setSlots(context.db, choice.accountId, choice.connectionId, slots);
  });
}

/** Tries the slot of a blocked feature again. Throws not_found. */
export async function retryFeature(
  context: Context,
  choice: ConnectionRef & { feature: string },
): Promise<void> {
  const { connection, state } = await findFeature(context, choice);
  if (!state.enabled) throw new RequestError('conflict', 'The feature is switched off: switch it on first.');
  await withSession(context, connection, async (service, session) => {
    await subscribeFeatures(context, choice, service, session, [choice.feature]);
  });
}

/** Switches a feature for one remote user, mapped or not. Throws not_found. */
export async function setUserSwitch(
  context: Context,
  choice: ConnectionRef & { remoteUserId: string; feature: string; enabled: boolean; changedBy: string },
): Promise<void> {
  const { accountId, connectionId, remoteUserId, feature, enabled, changedBy } = choice;
  await findFeature(context, choice);
  await context.db.transaction(async (tx) => {
    await moveDirectory(tx, accountId, connectionId);
    if (!(await isListed(tx, accountId, connectionId, remoteUserId))) {
      throw new RequestError('not_found', 'There is no such Salesforce user in the list of this connection.');
    }
    await saveSwitch(tx, accountId, connectionId, remoteUserId, feature, enabled, changedBy);
  });
}

async function findFeature(
  context: Context,
  choice: ConnectionRef & { feature: string },
): Promise<{ connection: ConnectionRow; state: FeatureStateRow }> {
  const connection = await findConnection(context.db, choice.accountId, choice.connectionId);
  if (connection === null) throw new RequestError('not_found');
  const known = context.services.get(connection.service)?.features.some((one) => one.key === choice.feature);
  if (!known) throw new RequestError('not_found', 'There is no such feature.');
  const states = await listFeatureStates(context.db, choice.accountId, choice.connectionId);
  const state = states.find((one) => one.feature === choice.feature);
  if (state === undefined) throw new RequestError('conflict', 'The connection is still being set up.');
  return { connection, state };
}

async function withSession(
  context: Context,
  connection: ConnectionRow,
  work: (service: Service, session: Session) => Promise<void>,
): Promise<void> {
  const { service, session, close } = openSession(context, connection);
  try {
    await work(service, session);
  } finally {
    close();
  }
}
