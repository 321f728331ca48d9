import { setApiSamples, setDelivery } from '../store/upkeep.ts';
import { arrangeFeatures } from './featureControl.ts';
import { addSample, withSample } from './forecast.ts';
import { importRemoteUsers } from './mapping.ts';
import type { Outcome, Work } from './work.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Looks at an org every hour: limits are read and slots arranged (blocked features asked for again, members that
 * somebody removed put back, those of disabled features taken off); once a day also what it shows the connecting
 * user.
 */
export async function lookAfter(work: Work): Promise<Outcome> {
  const { context, connection, service, session } = work;
  const { db, clock } = context;
  const { delivery } = await service.readLimits(session);
  const apiUse = work.apiUse();
  if (apiUse !== null) {
    const samples = addSample(connection.apiSamples ?? [], apiUse.used, clock.now());
    await setApiSamples(db, work.accountId, work.connectionId, samples);
  }
  if (delivery !== null) {
    const next = withSample(connection.delivery, delivery, clock.now());
    await setDelivery(db, work.accountId, work.connectionId, next);
  }
  const daily = connection.checkedAt === null || clock.now() - connection.checkedAt >= dayMs;
  await arrangeFeatures(context, work, service, session, daily ? 'daily' : 'hourly');
  return { state: 'done', dueAt: clock.now() + hourMs };
}

/** Reads the people of an org anew, every day and when somebody asks. */
export async function readUsers(work: Work): Promise<Outcome> {
  const { context, service, session } = work;
  const run = await work.run();
  run.add(await importRemoteUsers(context, work, service, session));
  const now = context.clock.now();
  await work.keep({ readAt: now });
  return { state: 'done', dueAt: now + dayMs };
}
