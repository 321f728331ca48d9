import type { Context } from '../../ingest/context.ts';
import { type ConnectionRow, listWatched } from '../../store/connections.ts';
import { listFeatureStates } from '../../store/features.ts';
import { listOpenHoles } from '../../store/holes.ts';
import { listNewestRuns } from '../../store/runs.ts';
import { listStreamErrors } from '../../store/streamErrors.ts';
import { type Finding, say } from './checks.ts';
import { probeOrg } from './probes.ts';

const MINUTE_MS = 60_000;
const ERRORS_SHOWN = 5;

/** Looks at every connection that is at work: what the org says now, and what is stored of it. */
export async function checkConnections(context: Context): Promise<Finding[]> {
  const connections = await listWatched(context.db);
  if (connections.length === 0) return [say('connections').warning('no connection at work')];
  const findings = await Promise.all(connections.map((connection) => checkConnection(context, connection)));
  return findings.flat();
}

async function checkConnection(context: Context, connection: ConnectionRow): Promise<Finding[]> {
  return [
    ...(await probeOrg(context, connection)),
    checkStatus(connection),
    ...checkOrg(connection),
    checkStream(context, connection),
    ...(await checkStreamErrors(context, connection)),
    ...(await checkFeatures(context, connection)),
    ...(await checkSweeps(context, connection)),
    await checkHoles(context, connection),
  ];
}

function checkStatus({ name, status, statusReason }: ConnectionRow): Finding {
  const { ok, problem } = say('connection', name);
  if (statusReason === null) return ok(`is ${status}`);
  const { code, text, fix, since } = statusReason;
  return problem(`${code} since ${since}: ${text}`, fix);
}

// What the last look of the connection's own upkeep found; the org as it is now is asked beside it.
function checkOrg({ name, accessReason, channel, sweepPause }: ConnectionRow): Finding[] {
  return [
    ...(accessReason === null
      ? []
      : [say('permissions', name).problem(`${accessReason.code}: ${accessReason.text}`, accessReason.fix)]),
    ...(channel === null
      ? [say('channel', name).problem('there is none', 'Choose Reconnect: the channel is created again.')]
      : []),
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

async function checkStreamErrors(
  { db }: Context,
  { name, accountId, id }: ConnectionRow,
): Promise<Finding[]> {
  const errors = await listStreamErrors(db, accountId, id, ERRORS_SHOWN);
  const { ok } = say('stream errors', name);
  return errors.map(({ at, code, reference }) =>
    ok(`${new Date(at).toISOString()} ${code}${reference === null ? '' : `, rpc ${reference}`}`),
  );
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
