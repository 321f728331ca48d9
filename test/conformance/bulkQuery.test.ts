import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { FaultRequest } from '../../emulator/faultStore.ts';
import { type Emulator, startEmulator } from '../../emulator/start.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { openLog } from '../../src/lib/log.ts';
import { type BulkQuery, queryInBulk } from '../../src/services/salesforce/bulkQuery.ts';
import { openRest, type Rest } from '../../src/services/salesforce/rest.ts';

const LEADS = "SELECT Id, LastName, Title, CreatedDate, Owner.Name FROM Lead WHERE Company = 'Bulk Ltd'";
const COUNT = 1_000;
const clock: Clock = { now: () => 0, sleep: async (_ms, signal) => signal?.throwIfAborted() };

let emulator: Emulator;
let rest: Rest;

beforeAll(async () => {
  emulator = await startEmulator();
  const { org, people } = emulator.orgs[0]!;
  const userId = people.get('olga')!;
  const openSession = async () => {
    const { token } = org.sessions.open({ clientId: 'x', userId, scopes: ['api'] }).session;
    return { accessToken: token, instanceUrl: emulator.url };
  };
  let tokens = await openSession();
  rest = openRest({
    tokens: {
      getToken: async () => tokens,
      refreshToken: async () => {
        tokens = await openSession();
        return tokens;
      },
    },
    apiVersion: '66.0',
    clock,
    log: openLog({ level: 'silent' }),
  });
  org.transact({ userId, origin: '' }, (tx) => {
    for (let n = 0; n < COUNT; n += 1)
      tx.create('Lead', {
        LastName: `No "${n}",\r\nß`,
        Company: 'Bulk Ltd',
        Title: n % 2 === 0 ? 'CTO' : null,
      });
    tx.delete('Lead', tx.create('Lead', { LastName: 'Deleted', Company: 'Bulk Ltd' }));
  });
});
afterAll(() => emulator.close());
afterEach(() => emulator.faults.clear());

const query = (more: Partial<BulkQuery> = {}) =>
  queryInBulk(rest, { soql: LEADS, operation: 'query', clock, pageRows: 100, ...more });
const idsOf = (pages: Awaited<ReturnType<typeof readAll>>) =>
  pages.flatMap(({ rows }) => rows.map(({ Id }) => Id));
const jobs = async () => (await rest.get<{ records: { id: string; state: string }[] }>('jobs/query')).records;

async function readAll(pages: ReturnType<typeof query>) {
  const read = [];
  for await (const page of pages) read.push(page);
  return read;
}

test('our client reads every row once and leaves no job behind', async () => {
  const pages = await readAll(query());
  expect(new Set(idsOf(pages)).size).toBe(COUNT);
  expect(pages.filter(({ rows }) => rows.length > 0)).toHaveLength(COUNT / 100);
  expect(pages.at(-1)).toMatchObject({ next: null, total: COUNT });
  const row = pages.flatMap(({ rows }) => rows).find(({ LastName }) => LastName === 'No "7",\r\nß');
  expect(row).toMatchObject({ Title: null, 'Owner.Name': 'Olga Owner' });
  expect(row?.CreatedDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
  const everything = await readAll(query({ operation: 'queryAll' }));
  expect(everything.at(-1)).toMatchObject({ next: null, total: COUNT + 1 });
  expect(await jobs()).toEqual([]);
});

test('our client reads every row once through faults on the way', async () => {
  const faults: FaultRequest[] = [
    { name: 'bulk.broken_off', times: 3, rows: 37 },
    { name: 'bulk.broken_off', rows: 0 },
    { name: 'rest.SERVER_UNAVAILABLE', times: 2, path: '/results' },
    { name: 'rest.INVALID_SESSION_ID', path: '/results' },
    { name: 'rest.html', path: '/results' },
    { name: 'rest.dropped', path: '/results' },
    { name: 'rest.dropped', path: '/results', after: true },
  ];
  emulator.faults.inject({ name: 'rest.html', path: '/jobs/query' });
  emulator.faults.inject({ name: 'bulk.slow', polls: 4 });
  const ids = [];
  for await (const { rows } of query()) {
    ids.push(...rows.map(({ Id }) => Id));
    const fault = rows.length > 0 ? faults.shift() : undefined;
    if (fault) emulator.faults.inject(fault);
  }
  expect([ids.length, new Set(ids).size]).toEqual([COUNT, COUNT]);
  expect([...faults, ...emulator.faults.list()]).toEqual([]);
});

test('our client goes on in another process where it was, or learns that the job is gone', async () => {
  const before = [];
  for await (const page of query()) if (before.push(page) === 4) break;
  const resume = before.at(-1)!.next!;
  emulator.org.clock.advance(6 * 86_400_000);
  const after = await readAll(query({ resume }));
  expect(new Set([...idsOf(before), ...idsOf(after)]).size).toBe(COUNT);
  await expect(readAll(query({ resume }))).rejects.toMatchObject({ name: 'QueryJobGone' });
  emulator.faults.inject({ name: 'bulk.aborted' });
  await expect(readAll(query())).rejects.toMatchObject({ name: 'QueryJobGone' });
  emulator.faults.inject({ name: 'bulk.INVALID_LOCATOR' });
  await expect(readAll(query())).rejects.toMatchObject({ name: 'QueryJobGone' });
});

test('our client takes its job back when it is cancelled', async () => {
  emulator.org.clock.advance(7 * 86_400_000);
  const cancel = new AbortController();
  const reading = query({ signal: cancel.signal });
  await reading.next();
  expect(await jobs()).toMatchObject([{ state: 'UploadComplete' }]);
  cancel.abort();
  await expect(reading.next()).rejects.toThrow();
  expect(await jobs()).toEqual([]);
});

test('our client tells mistakes, missing objects and used-up quotas apart', async () => {
  const refusal = (soql: string) => readAll(query({ soql }));
  await expect(refusal('SELECT Nope FROM Lead')).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' });
  await expect(refusal('SELECT Id FROM Nothing')).rejects.toMatchObject({ errorCode: 'INVALID_TYPE' });
  await expect(refusal('SELECT MailingAddress FROM Contact')).rejects.toMatchObject({
    errorCode: 'API_ERROR',
  });
  emulator.faults.inject({ name: 'bulk.LIMIT_EXCEEDED' });
  await expect(readAll(query())).rejects.toMatchObject({ retry: 'slow', code: 'quota_paused' });
  emulator.faults.inject({ name: 'bulk.failed' });
  await expect(readAll(query())).rejects.toMatchObject({ retry: 'slow', code: 'salesforce_unavailable' });
  emulator.faults.inject({ name: 'rest.REQUEST_LIMIT_EXCEEDED', path: '/results' });
  await expect(readAll(query())).rejects.toMatchObject({ retry: 'slow', code: 'quota_paused' });
});
