import type { Probe } from '../../activity/service.ts';
import { SetupError, TransientError } from '../../errors.ts';
import type { Context } from '../../ingest/context.ts';
import { openSession } from '../../ingest/session.ts';
import type { ConnectionRow } from '../../store/connections.ts';
import { listFeatureStates } from '../../store/features.ts';
import { type Finding, say } from './checks.ts';

// The org tells its time to the second, and an answer takes its own.
const CLOCK_TOLERANCE_MS = 10_000;

/** Asks the org how it is now: token, permissions, channel, stream, clock. Changes nothing there. */
export async function probeOrg(context: Context, connection: ConnectionRow): Promise<Finding[]> {
  const { service, session, close } = openSession(context, connection);
  const probe = service.openProbe(session);
  const { name } = connection;
  try {
    const token = await look('token', name, async ({ ok }) => {
      await service.readLimits(session);
      return ok('Salesforce accepts our access');
    });
    // Without access everything else would say the same.
    if (token.state === 'problem') return [token];
    const permissions = await checkPermissions(probe, name);
    return [token, permissions, ...(await checkChannel(context, connection, probe)), checkClock(probe, name)];
  } finally {
    close();
  }
}

type Say = ReturnType<typeof say>;

/** Looks once; what the org refuses is a finding. */
async function look(area: string, name: string, ask: (say: Say) => Promise<Finding>): Promise<Finding> {
  const words = say(area, name);
  try {
    return await ask(words);
  } catch (error) {
    if (error instanceof SetupError)
      return words.problem(withReference(`${error.code}: ${error.text}`, error), error.fix);
    if (error instanceof TransientError)
      return words.warning(withReference(`${error.code}: ${error.message}`, error), 'Try again in a minute.');
    return words.problem(
      (error as Error).message,
      'This is a defect, or the org cannot be reached: see the log.',
    );
  }
}

const withReference = (text: string, { reference }: SetupError | TransientError) =>
  reference === null ? text : `${text} (rpc ${reference})`;

const checkPermissions = (probe: Probe, name: string) =>
  look('permissions', name, async ({ ok, problem }) => {
    const missing = await probe.missingPermissions();
    return missing.length === 0
      ? ok('what the connection needs is granted')
      : problem(
          `missing: ${missing.join(', ')}`,
          'Ask the Salesforce admin to grant it to the connecting user.',
        );
  });

async function checkChannel(
  context: Context,
  connection: ConnectionRow,
  probe: Probe,
): Promise<readonly Finding[]> {
  const { name } = connection;
  const again = 'Choose Reconnect: the channel is created again.';
  let found: Awaited<ReturnType<Probe['readChannel']>> = null;
  const channel = await look('channel', name, async ({ ok, problem }) => {
    found = await probe.readChannel();
    return found === null ? problem('Salesforce has no channel of ours', again) : ok(found.name);
  });
  const seen = found as Awaited<ReturnType<Probe['readChannel']>>;
  if (seen === null) return [channel];
  const { used, limit, ours } = seen.slots;
  const wanted = await listStreamed(context, connection);
  const missing = wanted.filter((entity) => !ours.includes(entity));
  const members = say('members', name);
  return [
    channel,
    missing.length === 0
      ? members.ok(ours.join(', ') || 'none')
      : members.problem(`not on the channel: ${missing.join(', ')}`, 'Press Retry beside the feature.'),
    say('slots', name).ok(`${used} of ${limit} used, ours: ${ours.join(', ') || 'none'}`),
    await look('topic', name, async ({ ok, problem }) =>
      (await probe.mayStream(seen.name))
        ? ok('the Pub/Sub API has it, and we may subscribe')
        : problem('we may not subscribe to it', 'The connecting user lost a permission: see permissions.'),
    ),
  ];
}

/** Objects of the features that are to be streamed as things stand. */
async function listStreamed({ db, services }: Context, connection: ConnectionRow): Promise<string[]> {
  const states = await listFeatureStates(db, connection.accountId, connection.id);
  const streamed = states
    .filter(({ enabled, path }) => enabled && path === 'cdc')
    .map(({ feature }) => feature);
  const features = services.get(connection.service)?.features ?? [];
  return features
    .filter(({ key }) => streamed.includes(key))
    .flatMap(({ objects }) => objects.filter((reads) => reads.streamed).map(({ type }) => type));
}

function checkClock(probe: Probe, name: string): Finding {
  const { ok, warning, problem } = say('clock', name);
  const aheadMs = probe.clockAheadMs();
  if (aheadMs === null) return warning('Salesforce did not tell its time');
  return Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS
    ? ok('this machine and Salesforce agree')
    : problem(
        `Salesforce is ${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs > 0 ? 'ahead' : 'behind'}`,
        'Keep the clock of this machine by NTP: sweeps read up to its time.',
      );
}
