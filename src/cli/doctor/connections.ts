import { SetupError, TransientError } from '../../errors.ts';
import type { Context } from '../../ingest/context.ts';
import { openSession } from '../../ingest/session.ts';
import { type ConnectionRow, listWatched } from '../../store/connections.ts';
import { listFeatureStates } from '../../store/features.ts';
import { listOpenHoles } from '../../store/holes.ts';
import { listNewestRuns } from '../../store/runs.ts';
import { type Finding, say } from './checks.ts';

const MINUTE_MS = 60_000;

/** Looks at every connection that is at work: what the org says now, and what is stored of it. */
export async function checkConnections(context: Context): Promise<Finding[]> {
  const connections = await listWatched(context.db);
  if (connections.length === 0) return [say('connections').warning('no connection at work')];
  const findings = await Promise.all(connections.map((connection) => checkConnection(context, connection)));
  return findings.flat();
}

async function checkConnection(context: Context, connection: ConnectionRow): Promise<Finding[]> {
  return [
    await checkToken(context, connection),
    checkStatus(connection),
    ...checkOrg(connection),
    checkStream(context, connection),
    ...(await checkFeatures(context, connection)),
    ...(await checkSweeps(context, connection)),
    await checkHoles(context, connection),
  ];
}

// One call that any user with the API may make: it tells of the token, the way to the org, and its limits.
async function checkToken(context: Context, connection: ConnectionRow): Promise<Finding> {
  const { ok, problem, warning } = say('token', connection.name);
  const { service, session, close } = openSession(context, connection);
  try {
    await service.readLimits(session);
    return ok('Salesforce accepts our access');
  } catch (error) {
    if (error instanceof SetupError) return problem(`${error.code}: ${error.text}`, error.fix);
    if (error instanceof TransientError)
      return warning(`${error.code}: ${error.message}`, 'Try again in a minute.');
    return problem((error as Error).message, 'This is a defect, or the org cannot be reached: see the log.');
  } finally {
    close();
  }
}

function checkStatus({ name, status, statusReason }: ConnectionRow): Finding {
  const { ok, problem } = say('connection', name);
  if (statusReason === null) return ok(`is ${status}`);
  const { code, text, fix, since } = statusReason;
  return problem(`${code} since ${since}: ${text}`, fix);
}

function checkOrg({ name, accessReason, channel, slots, sweepPause }: ConnectionRow): Finding[] {
  const permissions = say('permissions', name);
  const taken = say('slots', name);
  return [
    accessReason === null
      ? permissions.ok('what the connection needs is granted')
      : permissions.problem(`${accessReason.code}: ${accessReason.text}`, accessReason.fix),
    channel === null
      ? say('channel', name).problem('there is none', 'Choose Reconnect: the channel is created again.')
      : say('channel', name).ok(channel),
    slots === null
      ? taken.warning('could not be seen yet')
      : taken.ok(`${slots.used} of ${slots.limit} used, ours: ${slots.ours.join(', ') || 'none'}`),
    ...(sweepPause === null ? [] : [say('quota', name).problem(sweepPause.text, sweepPause.fix)]),
  ];
}

function checkStream({ clock }: Context, { name, streamState, coveredTo }: ConnectionRow): Finding {
  const { ok, warning, problem } = say('stream', name);
  const lagMs = coveredTo === null ? null : clock.now() - coveredTo;
  const lag = lagMs === null ? 'nothing read yet' : `read up to ${Math.round(lagMs / 1000)} s ago`;
  if (streamState === 'live')
    return lagMs !== null && lagMs > 15 * MINUTE_MS ? warning(`live, ${lag}`) : ok(`live, ${lag}`);
  return streamState === 'stopped'
    ? problem(`stopped, ${lag}`, 'Start a worker: nothing holds the stream.')
    : warning(`${streamState}, ${lag}`, 'It mends itself; if it stays so, see the connection.');
}

async function checkFeatures({ db }: Context, { name, accountId, id }: ConnectionRow): Promise<Finding[]> {
  const lacking = (await listFeatureStates(db, accountId, id)).filter(
    ({ enabled, reason }) => enabled && reason,
  );
  const { warning } = say('features', name);
  return lacking.map(({ feature, status, reason }) =>
    warning(`${feature} is ${status}, ${reason!.code}: ${reason!.text}`, reason!.fix),
  );
}

async function checkSweeps(
  { db, clock, sweepIntervalSeconds }: Context,
  { name, accountId, id }: ConnectionRow,
): Promise<Finding[]> {
  const { ok, warning, problem } = say('sweeps', name);
  const runs = await listNewestRuns(db, accountId, id, ['field_history', 'delta']);
  return (['field_history', 'delta'] as const).map((kind) => {
    const run = runs.find((each) => each.kind === kind);
    if (run === undefined) return warning(`${kind} has not run yet`);
    if (run.state === 'failed')
      return problem(
        `${kind} failed: ${run.error ?? 'no reason kept'}`,
        'It is tried again; see the runs of the connection.',
      );
    const ageMs = clock.now() - run.startedAt;
    const isLate = ageMs > 3 * sweepIntervalSeconds * 1000 + 5 * MINUTE_MS;
    const text = `${kind} ${run.state}, begun ${Math.round(ageMs / MINUTE_MS)} min ago`;
    return isLate
      ? problem(`${text}: late`, 'Start a worker, or look why it does not come to it.')
      : ok(text);
  });
}

async function checkHoles({ db }: Context, { name, accountId, id }: ConnectionRow): Promise<Finding> {
  const { ok, warning } = say('coverage', name);
  const holes = await listOpenHoles(db, accountId, id);
  const causes = [...new Set(holes.map(({ cause }) => cause))].join(', ');
  return holes.length === 0
    ? ok('no open hole')
    : warning(
        `${holes.length} open holes: ${causes}`,
        'They are repaired by themselves; the Coverage page tells how far.',
      );
}
