import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, fault, type Handler, openRestOrg } from '../../../test/helpers/restOrg.ts';
import type { Clock } from '../../lib/clock.ts';
import { type BulkPage, type BulkQuery, cancelBulkQuery, queryInBulk } from './bulkQuery.ts';
import { QueryJobGone, SalesforceError } from './errors.ts';

const JOB = '750R0000000zlh9IAA';
const JOBS = '/services/data/v66.0/jobs/query';
const SOQL = 'SELECT Id, Owner.Name FROM Case';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const set = (rows: readonly string[], locator: string, count = rows.length): Answer => ({
  headers: {
    'content-type': 'text/csv',
    'sforce-locator': locator,
    'sforce-numberofrecords': String(count),
  },
  text: ['"Id","Owner.Name"', ...rows, ''].join('\n'),
});

/** An org whose answers are told by call: `POST `, `GET ` (status), `GET /results?...`. */
async function openJobs(
  answers: Record<string, Answer | Answer[]>,
  other: Handler = () => ({ status: 404 }),
) {
  const org = await openRestOrg((request) => {
    const { method, path } = request;
    if (!path.startsWith(JOBS)) return other(request);
    const key = `${method} ${path.slice(JOBS.length).replace(`/${JOB}`, '')}`;
    const answer = answers[key];
    if (Array.isArray(answer)) return (answer.length > 1 ? answer.shift() : answer[0])!;
    return answer ?? fault(404, 'NOT_FOUND', key);
  }, 'WorkSights_0123456789ab__chn');
  cleanups.push(org.close);
  const pauses: number[] = [];
  const clock: Clock = {
    now: () => 0,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      pauses.push(ms);
    },
  };
  const calls = () =>
    org.seen.map(({ method, path }) => `${method} ${path.replace(JOBS, '').replace(`/${JOB}`, '')}`);
  const query = (more: Partial<BulkQuery> = {}) =>
    queryInBulk(org.rest, { soql: SOQL, operation: 'query', clock, pageRows: 2, ...more });
  return { ...org, pauses, calls, query };
}

async function all(pages: AsyncIterable<BulkPage>): Promise<BulkPage[]> {
  const read: BulkPage[] = [];
  for await (const page of pages) read.push(page);
  return read;
}

const state = (name: string, more: object = {}): Answer => ({ body: { id: JOB, state: name, ...more } });
const made = { 'POST ': state('UploadComplete'), 'DELETE ': { status: 204 }, 'PATCH ': state('Aborted') };
const done = { ...made, 'GET ': state('JobComplete', { numberRecordsProcessed: 3 }) };
const FIRST = 'GET /results?maxRecords=2';
const SECOND = 'GET /results?maxRecords=2&locator=MTAwMDA';
const whole = {
  ...done,
  [FIRST]: set(['"a","Jo ""X"", Park\nCo"', '"b",""'], 'MTAwMDA'),
  [SECOND]: set(['"c","Lea"'], 'null'),
};

describe('a query in bulk', () => {
  it('waits for its job, reads it set by set and deletes it', async () => {
    const org = await openJobs({
      ...whole,
      'GET ': [
        state('UploadComplete'),
        state('InProgress'),
        state('JobComplete', { numberRecordsProcessed: 3 }),
      ],
    });
    const waiting = { rows: [], next: { jobId: JOB, locator: null }, total: undefined };
    expect(await all(org.query())).toEqual([
      ...[waiting, waiting, waiting],
      {
        rows: [
          { Id: 'a', 'Owner.Name': 'Jo "X", Park\nCo' },
          { Id: 'b', 'Owner.Name': null },
        ],
        next: { jobId: JOB, locator: 'MTAwMDA' },
        total: 3,
      },
      { rows: [{ Id: 'c', 'Owner.Name': 'Lea' }], next: null, total: 3 },
    ]);
    expect(org.calls()).toEqual(['POST ', 'GET ', 'GET ', 'GET ', FIRST, SECOND, 'DELETE ']);
    expect(org.seen[0]?.body).toEqual({ operation: 'query', query: SOQL, contentType: 'CSV' });
    expect(org.seen[4]?.headers.accept).toBe('text/csv');
    expect(org.pauses).toEqual([1_000, 1_500, 2_250]);
  });

  it('asks less and less often, but never less than twice a minute', async () => {
    const running = Array.from({ length: 12 }, () => state('InProgress'));
    const org = await openJobs({
      ...done,
      'GET ': [...running, state('JobComplete')],
      [FIRST]: { status: 200 },
    });
    const pages = await all(org.query());
    // One to name the job, one for each look at it, and its result.
    expect(pages.map(({ rows }) => rows)).toEqual(Array.from({ length: 14 }, () => []));
    expect(org.pauses.at(-1)).toBe(30_000);
  });

  it('goes on after a crash where it was', async () => {
    const org = await openJobs(whole);
    const pages = await all(org.query({ resume: { jobId: JOB, locator: 'MTAwMDA' } }));
    expect(pages).toMatchObject([{ rows: [{ Id: 'c' }], next: null }]);
    expect(org.calls()).toEqual(['GET ', SECOND, 'DELETE ']);
    expect(org.pauses).toEqual([]);
  });

  it('leaves the job to a later reader when it is stopped early', async () => {
    const org = await openJobs(whole);
    for await (const { rows } of org.query()) if (rows.length > 0) break;
    expect(org.calls()).toEqual(['POST ', 'GET ', FIRST]);
  });

  it('reads a set again that broke off, lost rows or closed no quote', async () => {
    const org = await openJobs({
      ...whole,
      [FIRST]: [
        { ...set(['"a","x"'], 'MTAwMDA', 2), cut: true },
        set(['"a","x"'], 'MTAwMDA', 2),
        set(['"a","x"', '"b"'], 'MTAwMDA'),
        set(['"a","x"', '"b","y"'], 'MTAwMDA'),
      ],
    });
    const [, page] = await all(org.query());
    expect(page?.rows).toHaveLength(2);
    expect(org.calls().filter((call) => call === FIRST)).toHaveLength(4);
  });

  it('gives up a set that never comes whole, and says that it may be tried later', async () => {
    const org = await openJobs({ ...whole, [FIRST]: set(['"a","x"'], 'MTAwMDA', 2) });
    await expect(all(org.query())).rejects.toMatchObject({ name: 'TransientError', retry: 'fast' });
    expect(org.calls()).not.toContain('DELETE ');
  });
});

describe('a query job that is cancelled', () => {
  it('is aborted and deleted while it still runs', async () => {
    const cancel = new AbortController();
    const org = await openJobs({ ...done, 'GET ': state('InProgress') });
    const reading = org.query({ signal: cancel.signal });
    await reading.next();
    cancel.abort(new Error('cancelled'));
    await expect(reading.next()).rejects.toThrow('cancelled');
    expect(org.calls()).toEqual(['POST ', 'PATCH ', 'DELETE ']);
  });

  it('is deleted between two sets, though it is too late to abort it', async () => {
    const cancel = new AbortController();
    const org = await openJobs({ ...whole, 'PATCH ': fault(400, 'INVALIDJOBSTATE') });
    const reading = async () => {
      for await (const { rows } of org.query({ signal: cancel.signal }))
        if (rows.length > 0) cancel.abort(new Error('cancelled'));
    };
    await expect(reading()).rejects.toThrow('cancelled');
    expect(org.calls().slice(-3)).toEqual([FIRST, 'PATCH ', 'DELETE ']);
  });

  it('is not even made when it was cancelled before', async () => {
    const org = await openJobs(whole);
    await expect(all(org.query({ signal: AbortSignal.abort(new Error('early')) }))).rejects.toThrow('early');
    expect(org.calls()).toEqual([]);
  });

  it('may be gone already', async () => {
    const org = await openJobs({});
    await cancelBulkQuery(org.rest, { jobId: JOB, locator: null });
    expect(org.calls()).toEqual(['PATCH ', 'DELETE ']);
  });
});

describe('a query job that cannot be read', () => {
  it.each([
    ['is deleted', { ...done, 'GET ': fault(404, 'NOT_FOUND') }],
    ['was aborted in the org', { ...done, 'GET ': state('Aborted') }],
    ['is of another API version', { ...done, [SECOND]: fault(409, 'API_ERROR') }],
    ['no longer knows its locator', { ...done, [SECOND]: fault(400, 'INVALID_LOCATOR') }],
  ])('is gone where it %s', async (_what, answers: Record<string, Answer>) => {
    const org = await openJobs(answers);
    const resume = { jobId: JOB, locator: 'MTAwMDA' };
    await expect(all(org.query({ resume }))).rejects.toBeInstanceOf(QueryJobGone);
  });

  it('waits where the jobs of the day are used up', async () => {
    const org = await openJobs({
      'POST ': fault(400, 'LIMIT_EXCEEDED', 'Max bulk v2 query jobs (10000) ...'),
    });
    await expect(all(org.query())).rejects.toMatchObject({ retry: 'slow', code: 'quota_paused' });
    const daily = await openJobs({
      'POST ': fault(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
    });
    await expect(all(daily.query())).rejects.toMatchObject({ retry: 'slow', code: 'quota_paused' });
  });

  it("is refused in REST's words, which tell one mistake from another", async () => {
    const rest: Handler = ({ path }) => {
      expect(path).toContain(`/queryAll?q=${SOQL}`);
      return fault(400, 'INVALID_TYPE', "sObject type 'Case' is not supported.");
    };
    const org = await openJobs({ 'POST ': fault(400, 'API_ERROR', 'no such type') }, rest);
    await expect(all(org.query({ operation: 'queryAll' }))).rejects.toMatchObject({
      name: 'SalesforceError',
      errorCode: 'INVALID_TYPE',
    });
    const failed = await openJobs({ ...made, 'GET ': state('Failed', { errorMessage: 'x' }) }, rest);
    await expect(all(failed.query({ operation: 'queryAll' }))).rejects.toMatchObject({
      errorCode: 'INVALID_TYPE',
    });
    expect(failed.calls()).toContain('DELETE ');
  });

  it('fails for a while where REST has nothing against its query', async () => {
    const fine: Handler = () => ({ body: { done: true, records: [] } });
    const org = await openJobs(
      { ...made, 'GET ': state('Failed', { errorMessage: 'Retried too often' }) },
      fine,
    );
    await expect(all(org.query())).rejects.toMatchObject({ retry: 'slow', code: 'salesforce_unavailable' });
    const refused = await openJobs({ 'POST ': fault(400, 'API_ERROR', 'compound') }, fine);
    await expect(all(refused.query())).rejects.toBeInstanceOf(SalesforceError);
  });
});
