import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openServer } from '../src/api/server.ts';
import { systemClock } from '../src/lib/clock.ts';
import { openLog } from '../src/lib/log.ts';
import { openServices } from '../src/services/index.ts';
import type { Database } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { openPostgres } from '../src/store/postgres.ts';
import { freePort } from '../test/helpers/freePort.ts';
import { createDatabase, startPostgres } from '../test/helpers/postgres.ts';
import { fillTimeline, lookedAt, tokens } from './timelineData.ts';
import { measurePage } from './timelinePage.ts';

/** How long one question takes over HTTP, in ms. */
export interface TimelineLatency {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
}

type Server = Awaited<ReturnType<typeof openServer>>;

interface Question {
  readonly name: string;
  readonly who: keyof typeof tokens;
  readonly times: number;
  /** Address of the nth time that it is asked. */
  readonly url: (nth: number) => string;
}

const webFolder = fileURLToPath(new URL('../web/', import.meta.url));
const day = 86_400_000;
const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const year = `from=${date(lookedAt - 364 * day)}&to=${date(lookedAt)}`;
const daysAgo = (nth: number) => (nth * 37) % 360;
const at = (nth: number) => `at=${new Date(lookedAt - daysAgo(nth) * day).toISOString()}`;
const page = '/api/v1/activities?limit=50';

/** What a person asks of the timeline; somewhere else in it each time. */
const questions: readonly Question[] = [
  { name: 'newest page of 50, everybody', who: 'owner', times: 200, url: () => page },
  { name: 'page of 50 anywhere, everybody', who: 'owner', times: 200, url: (n) => `${page}&${at(n)}` },
  { name: 'page of 50 anywhere, a team of 200', who: 'manager', times: 200, url: (n) => `${page}&${at(n)}` },
  {
    ...{ name: 'page of 50 newer than anywhere', who: 'owner', times: 200 },
    url: (n) => `${page}&${at(n)}&direction=newer`,
  },
  {
    name: 'page of 50 of one feature',
    who: 'owner',
    times: 100,
    url: (n) => `${page}&feature=leads&${at(n)}`,
  },
  {
    name: 'page of 50 of one feature, a team of 200',
    who: 'manager',
    times: 100,
    url: (n) => `${page}&feature=leads&${at(n)}`,
  },
  { name: 'page of 50 of a rare category', who: 'owner', times: 50, url: () => `${page}&category=post` },
  {
    name: 'page of 50 of a rare category, a team',
    who: 'manager',
    times: 50,
    url: () => `${page}&category=post`,
  },
  { name: 'page of 50 of a rare feature', who: 'owner', times: 50, url: () => `${page}&feature=accounts` },
  {
    name: 'page of 50 with a common word',
    who: 'owner',
    times: 50,
    url: (n) => `${page}&text=renewal&${at(n)}`,
  },
  {
    name: 'page of 50 with a rare word',
    who: 'owner',
    times: 50,
    url: (n) => `${page}&text=customer${n}+39${n}`,
  },
  {
    name: 'history of one record',
    who: 'owner',
    times: 100,
    url: (n) => `/api/v1/objects/Case/${recordId(n)}/activities`,
  },
  {
    ...{ name: 'day of 200 people', who: 'manager', times: 50 },
    url: (n) => `/api/v1/day?limit=200&date=${date(lookedAt - daysAgo(n) * day)}`,
  },
  { name: "a year's trends, 1,000 people", who: 'owner', times: 20, url: () => `/api/v1/trends?${year}` },
  { name: "a year's trends, a team of 200", who: 'manager', times: 20, url: () => `/api/v1/trends?${year}` },
  {
    name: "a year's stages, 1,000 people",
    who: 'owner',
    times: 20,
    url: () => `/api/v1/trends/stages?${year}`,
  },
  {
    name: "a year's stages, a team of 200",
    who: 'manager',
    times: 20,
    url: () => `/api/v1/trends/stages?${year}`,
  },
];

const recordId = (nth: number) => `006${String((nth * 397) % 40_000).padStart(12, '0')}AAA`;

/** Asks each question of a timeline of so many entries on PostgreSQL. */
export async function measureTimeline(entries: number): Promise<readonly TimelineLatency[]> {
  return withTimeline(entries, async (app, url) => {
    const results: TimelineLatency[] = [];
    for (const question of questions) results.push(await measure(app, question));
    return [...results, ...(await measureReading(url))];
  });
}

async function measureReading(url: string): Promise<TimelineLatency[]> {
  const { loads, nextPages, frames } = await measurePage(url, tokens.owner);
  return [
    toLatency('the page, opened cold, to its first entry', loads),
    toLatency('the page, scrolled, to its next 50', nextPages),
    toLatency('the page, scrolled, between two frames', frames),
  ];
}

/** Runs work on the API and the pages over a timeline of so many entries, and leaves nothing. */
async function withTimeline<T>(entries: number, work: (app: Server, url: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'worksights-timeline-'));
  // PostgreSQL may run as another user, who must reach its folder.
  await chmod(folder, 0o755);
  const server = await startPostgres(folder);
  try {
    const db = await openPostgres((await createDatabase(server.url)).url);
    await migrate(db);
    await fillTimeline(db, entries);
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const app = await openPages(db, url);
    await app.listen({ port, host: 'localhost' });
    const result = await work(app, url);
    await app.close();
    await db.close();
    return result;
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function openPages(db: Database, publicUrl: string): Promise<Server> {
  const clock = { ...systemClock, now: () => lookedAt };
  const log = openLog({ level: 'silent' });
  const salesforce = {
    ...{ clientId: null, clientSecret: null, pubsubUrl: 'http://127.0.0.1:1', apiVersion: '66.0' },
    ...{ productionLoginUrl: 'http://127.0.0.1:1', sandboxLoginUrl: 'http://127.0.0.1:1' },
    installationId: 'the benchmark',
  };
  const context = {
    ...{ db, clock, log, services: openServices({ salesforce }, { clock, log }), sealKey: randomBytes(32) },
    ...{
      publicUrl,
      backfillDays: 30,
      sweepIntervalSeconds: 600,
      apiFloorPercent: 10,
    },
    operators: new Set<string>(),
  };
  return openServer(context, { demo: false, webFolder, signInProviders: [] });
}

async function measure(app: Server, { name, who, times, url }: Question): Promise<TimelineLatency> {
  const headers = { authorization: `Bearer ${tokens[who]}` };
  const took: number[] = [];
  for (let nth = 0; nth < times + 3; nth += 1) {
    const before = performance.now();
    const answer = await app.inject({ url: url(nth), headers });
    if (answer.statusCode !== 200) throw new Error(`${name}: ${answer.statusCode} ${answer.body}`);
    // The first ones fill caches.
    if (nth >= 3) took.push(performance.now() - before);
  }
  return toLatency(name, took);
}

function toLatency(name: string, took: readonly number[]): TimelineLatency {
  const sorted = took.toSorted((one, other) => one - other);
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { name, p50: quantile(0.5), p99: quantile(0.99) };
}
