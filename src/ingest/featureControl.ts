import type { Arrangement, Service, Session, Standing } from '../activity/service.ts';
import { RequestError } from '../errors.ts';
import { writeAudit } from '../store/audit.ts';
import { type ConnectionRow, findConnection, moveDirectory } from '../store/connections.ts';
import { type FeatureStateRow, listFeatureStates, saveStanding, switchFeature } from '../store/features.ts';
import { endGrowingHoles } from '../store/holes.ts';
import { hurryJob } from '../store/jobs.ts';
import { markOffPeriod } from '../store/offPeriods.ts';
import { findListedName } from '../store/remoteUsers.ts';
import { saveSwitch } from '../store/switches.ts';
import { saveArrangement } from '../store/upkeep.ts';
import { type ConnectionRef, type Context, jobsChannel } from './context.ts';
import { toSwept } from './freshness.ts';
import { openLostSlots, openUnreadBeforeOff } from './holes.ts';
import { openSession } from './session.ts';

/**
 * Brings the org's channel to what is switched on here, and writes how each feature stands and the slots. Safe
 * to repeat: what one try could not reach the next one does. `daily` and `asked` look anew at what the org
 * shows the connecting user; `hourly` goes by what it showed within a day.
 */
export async function arrangeFeatures(
  context: Context,
  ref: ConnectionRef,
  service: Service,
  session: Session,
  look: 'hourly' | 'daily' | 'asked',
): Promise<Arrangement> {
  const { accountId, connectionId } = ref;
  const states = await listFeatureStates(context.db, accountId, connectionId);
  const off = new Set(states.filter((state) => !state.enabled).map((state) => state.feature));
  const wanted = service.features.map((feature) => feature.key).filter((key) => !off.has(key));
  const arrangement = await service.arrange(session, wanted, look !== 'hourly');
  const { standings, slots, access } = arrangement;
  await context.db.transaction(async (tx) => {
    const at = context.clock.now();
    // First, as every batch does: whoever locks the connection last waits for one that waits for them.
    await saveArrangement(tx, accountId, connectionId, { slots, access, at, checked: look === 'daily' });
    for (const standing of standings) await saveStanding(tx, accountId, connectionId, standing, at);
    const lost = findLost(states, standings);
    if (lost.length > 0) {
      await openLostSlots(
        tx,
        ref,
        toSwept(service).filter(({ key }) => lost.includes(key)),
        at,
      );
      await hurryJob(tx, { ...ref, kind: 'delta' }, at);
    }
  });
  return arrangement;
}

/** Features that were streamed and are no more. */
function findLost(before: readonly FeatureStateRow[], standings: readonly Standing[]): string[] {
  const streamed = new Set(
    before.filter(({ path, enabled }) => path === 'cdc' && enabled).map((one) => one.feature),
  );
  return standings
    .filter(({ feature, path }) => path === 'sweep' && streamed.has(feature))
    .map((one) => one.feature);
}

/** How a streamed feature stands between its being switched on and the org's answer. */
const waiting: Pick<Standing, 'status' | 'reason'> = {
  status: 'blocked',
  reason: {
    code: 'slot_waiting',
    text: 'Salesforce has not yet answered for the slot of this feature.',
    fix: 'Nothing is to be done: it is asked for again within minutes, or at once with Retry.',
  },
};

/**
 * Switches a feature for the whole connection; off frees its slot for the next one in line. The switch holds at
 * once; an org that cannot be reached now is told later. Throws not_found, conflict.
 */
export async function setFeatureEnabled(
  context: Context,
  choice: ConnectionRef & { feature: string; enabled: boolean; changedBy: string },
): Promise<void> {
  const { accountId, connectionId, feature, enabled, changedBy } = choice;
  const { connection, state } = await findFeature(context, choice);
  if (state.enabled === enabled) return;
  const service = context.services.get(connection.service)!;
  const definition = service.features.find((one) => one.key === feature);
  const swept = toSwept(service).find((one) => one.key === feature);
  const on = definition?.defaultPath === 'cdc' ? waiting : { status: 'active' as const, reason: null };
  const at = context.clock.now();
  await context.db.transaction(async (tx) => {
    if (!(await moveDirectory(tx, accountId, connectionId))) throw new RequestError('not_found');
    // Time that is switched off is no hole.
    if (!enabled) await endGrowingHoles(tx, accountId, connectionId, [feature], at);
    else if (swept !== undefined) await openUnreadBeforeOff(tx, choice, swept, at);
    await switchFeature(tx, {
      ...{ accountId, connectionId, feature, by: changedBy, at },
      as: enabled ? on : 'disabled',
    });
    await markOffPeriod(tx, accountId, connectionId, { feature, remoteUserId: '', enabled, at });
    await writeAudit(tx, {
      ...{ accountId, connectionId, by: changedBy, action: 'feature.switched', subject: feature },
      ...{ details: { enabled }, at },
    });
  });
  try {
    await arrangeNow(context, connection);
  } catch (error) {
    context.log.warn({ err: error, connectionId }, 'the org could not be told of a switch; it is told later');
    await hurryJob(context.db, { accountId, connectionId, kind: 'upkeep' }, at);
  }
  await context.db.notify(jobsChannel, '');
}

/** Tries the slot of a blocked feature again, and looks anew at what the org grants. Throws not_found, conflict. */
export async function retryFeature(
  context: Context,
  choice: ConnectionRef & { feature: string; changedBy: string },
): Promise<void> {
  const { accountId, connectionId, feature, changedBy } = choice;
  const { connection, state } = await findFeature(context, choice);
  if (!state.enabled) throw new RequestError('conflict', 'The feature is switched off: switch it on first.');
  await writeAudit(context.db, {
    ...{ accountId, connectionId, by: changedBy, action: 'feature.retried', subject: feature },
    at: context.clock.now(),
  });
  await arrangeNow(context, connection);
}

/** Switches a feature for one remote user, mapped or not. Throws not_found. */
export async function setUserSwitch(
  context: Context,
  choice: ConnectionRef & { remoteUserId: string; feature: string; enabled: boolean; changedBy: string },
): Promise<void> {
  const { accountId, connectionId, remoteUserId, feature, enabled, changedBy } = choice;
  await findFeature(context, choice);
  await context.db.transaction(async (tx) => {
    if (!(await moveDirectory(tx, accountId, connectionId))) throw new RequestError('not_found');
    const person = await findListedName(tx, accountId, connectionId, remoteUserId);
    if (person === null) {
      throw new RequestError('not_found', 'There is no such Salesforce user in the list of this connection.');
    }
    await saveSwitch(tx, accountId, connectionId, remoteUserId, feature, enabled, changedBy);
    const at = context.clock.now();
    await markOffPeriod(tx, accountId, connectionId, { feature, remoteUserId, enabled, at });
    await writeAudit(tx, {
      ...{ accountId, connectionId, by: changedBy, action: 'user.feature_switched', subject: remoteUserId },
      ...{ details: { feature, enabled, person }, at },
    });
  });
}

async function findFeature(
  context: Context,
  choice: ConnectionRef & { feature: string },
): Promise<{ connection: ConnectionRow; state: FeatureStateRow }> {
  const connection = await findConnection(context.db, choice.accountId, choice.connectionId);
  if (connection === null) throw new RequestError('not_found');
  if (['removing', 'removed'].includes(connection.status)) {
    throw new RequestError('conflict', `The connection is ${connection.status}.`);
  }
  const known = context.services.get(connection.service)?.features.some((one) => one.key === choice.feature);
  if (!known) throw new RequestError('not_found', 'There is no such feature.');
  const states = await listFeatureStates(context.db, choice.accountId, choice.connectionId);
  const state = states.find((one) => one.feature === choice.feature);
  if (state === undefined) throw new RequestError('conflict', 'The connection is still being set up.');
  return { connection, state };
}

async function arrangeNow(context: Context, connection: ConnectionRow): Promise<void> {
  const { service, session, close } = openSession(context, connection);
  const ref = { accountId: connection.accountId, connectionId: connection.id };
  try {
    await arrangeFeatures(context, ref, service, session, 'asked');
  } finally {
    close();
  }
}
