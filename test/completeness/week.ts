import type { FaultRequest } from '../../emulator/faultStore.ts';
import { faultCatalogue } from '../../emulator/faults.ts';
import { createRandom, type Random } from '../../emulator/org/random.ts';
import { beginReconnect } from '../../src/ingest/connect.ts';
import { type ConnectionRow, findConnection } from '../../src/store/connections.ts';
import { listOpenHoles } from '../../src/store/holes.ts';
import { until } from '../helpers/until.ts';
import type { World } from '../helpers/world.ts';
import type { SharedClock } from './sharedClock.ts';

const hourMs = 3_600_000;
const steps = 24;
const weekMs = 7 * 24 * hourMs;

// Whoever asks waits for it for minutes of real time.
const tooLong = new Set(['rest.hang']);

/** Lives a week of the org's story beside the running product, with any fault of the control page at any time. */
export async function liveAWeek(
  world: World,
  connection: ConnectionRow,
  clock: SharedClock,
  seed: number,
): Promise<void> {
  const random = createRandom(seed * 7919);
  for (let step = 0; step < steps; step += 1) {
    await untilIdle(world);
    if (random.next() < 0.75) injectAny(world, random);
    clock.advance(Math.round(weekMs / steps));
    for (let beats = random.integer(1, 4); beats > 0; beats -= 1) world.emulator.story.step();
    await new Promise((done) => setTimeout(done, 150));
    await reconnectIfAsked(world, connection);
  }
  world.emulator.faults.clear();
  // What was under way at the last look has its own sweep still to come.
  let quiet = 0;
  await until(
    'the org is read to the end, without an open hole',
    async () => {
      await reconnectIfAsked(world, connection);
      await untilIdle(world);
      quiet = (await isWhole(world, connection)) ? quiet + 1 : 0;
      if (quiet > 3) return true;
      clock.advance(hourMs / 4);
      await new Promise((done) => setTimeout(done, 300));
      return false;
    },
    180_000,
  );
}

async function isWhole({ db }: World, { accountId, id }: ConnectionRow): Promise<boolean> {
  const now = await findConnection(db, accountId, id);
  const holes = await listOpenHoles(db, accountId, id);
  return now?.streamState === 'live' && now.status === 'active' && holes.length === 0;
}

function injectAny({ emulator }: World, random: Random): void {
  const strikes = faultCatalogue.filter(({ area, name }) => area !== 'authorize' && !tooLong.has(name));
  const { name, parameters } = random.pick(strikes);
  const takes = (parameter: string) => parameter in parameters.shape;
  emulator.faults.inject({
    name,
    times: random.integer(1, 3),
    ...(takes('ms') && { ms: 20 }),
    ...(takes('grant') && { grant: 'refresh_token' }),
  } as FaultRequest);
}

/** Nothing that a leap of the clock would interrupt is under way. */
async function untilIdle({ db, context }: World): Promise<void> {
  await until(
    'no job is under way',
    async () => {
      const now = new Date(context.clock.now()).toISOString();
      const rows = await db.query('SELECT 1 FROM jobs WHERE claim IS NOT NULL OR due_at <= $1', [now]);
      return rows.length === 0;
    },
    3_000,
  ).catch(() => {});
}

/** Does what the page of a connection in need asks for. */
async function reconnectIfAsked(world: World, { accountId, id }: ConnectionRow): Promise<void> {
  const connection = await findConnection(world.db, accountId, id);
  if (connection?.status !== 'attention' || connection.statusReason?.code === 'quota_paused') return;
  const wish = { accountId, userId: world.ownerId, sessionHash: null, connectionId: id };
  const { authorizationUrl } = await beginReconnect(world.context, wish);
  await world.walk(authorizationUrl).catch(() => {});
}
