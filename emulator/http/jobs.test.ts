import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openTestOrg, type TestOrg } from './testOrg.ts';

const SOQL = 'SELECT Id, Name, Amount, CloseDate, CreatedDate, Owner.Name FROM Opportunity ORDER BY Id';

let fixture: TestOrg;

beforeAll(async () => {
  fixture = await openTestOrg();
});
afterAll(() => fixture.running.close());
afterEach(() => {
  fixture.faults.clear();
  Object.assign(fixture.org.settings, {
    bulkPolls: 1,
    bulkMs: 0,
    bulkPageRows: 50_000,
    bulkJobLimit: 10_000,
  });
});

const call = (method: string, path = '', body?: unknown, who = 'olga') =>
  fixture.call(who, method, `/jobs/query${path}`, body);
const make = async (query = SOQL, more: object = {}, who = 'olga') =>
  call('POST', '', { operation: 'query', query, ...more }, who);

async function complete(query = SOQL, more: object = {}): Promise<string> {
  const { body } = await make(query, more);
  while ((await call('GET', `/${body.id}`)).body.state !== 'JobComplete');
  return body.id;
}

async function results(id: string, search = '', version = '66.0') {
  const { org, people, running } = fixture;
  const grant = { clientId: 'x', userId: people.get('olga')!, scopes: ['api'] };
  const { token } = org.sessions.open(grant).session;
  const response = await fetch(`${running.url}/services/data/v${version}/jobs/query/${id}/results${search}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/csv' },
  });
  const { status, headers } = response;
  return { status, headers, text: await response.text() };
}

const refusal = (status: number, errorCode: string) => ({ status, body: [{ errorCode }] });

describe('a query job', () => {
  test('is queued, runs and is complete, as its status calls show', async () => {
    const made = await make(SOQL, { contentType: 'CSV', columnDelimiter: 'PIPE', lineEnding: 'CRLF' });
    expect(made).toMatchObject({
      status: 200,
      body: {
        id: expect.stringMatching(/^750\w{15}$/),
        operation: 'query',
        object: 'Opportunity',
        createdById: fixture.people.get('olga'),
        createdDate: expect.stringMatching(/\.\d{3}\+0000$/),
        state: 'UploadComplete',
        concurrencyMode: 'Parallel',
        contentType: 'CSV',
        apiVersion: 66,
        lineEnding: 'CRLF',
        columnDelimiter: 'PIPE',
      },
    });
    expect(await call('GET', `/${made.body.id}/results`)).toMatchObject(refusal(400, 'INVALIDJOBSTATE'));
    const running = await call('GET', `/${made.body.id}`);
    expect(running.body).toMatchObject({ state: 'InProgress', jobType: 'V2Query', retries: 0 });
    const done = await call('GET', `/${made.body.id}`);
    const count = fixture.org.records('Opportunity').length;
    expect(done.body).toMatchObject({
      state: 'JobComplete',
      numberRecordsProcessed: count,
      isPkChunkingSupported: true,
    });
  });

  test("takes the org's time where it is told to", async () => {
    Object.assign(fixture.org.settings, { bulkPolls: 0, bulkMs: 60_000 });
    const { id } = (await make()).body;
    expect((await call('GET', `/${id}`)).body.state).toBe('InProgress');
    fixture.org.clock.advance(60_000);
    expect((await call('GET', `/${id}`)).body.state).toBe('JobComplete');
  });

  test('is aborted while it runs and deleted when it does not', async () => {
    const { id } = (await make()).body;
    expect(await call('DELETE', `/${id}`)).toMatchObject(refusal(400, 'API_ERROR'));
    expect(await call('PATCH', `/${id}`, { state: 'JobComplete' })).toMatchObject(
      refusal(400, 'INVALIDJOBSTATE'),
    );
    expect(await call('PATCH', `/${id}`, { state: 'Aborted' })).toMatchObject({
      status: 200,
      body: { id, state: 'Aborted' },
    });
    expect(await call('PATCH', `/${id}`, { state: 'Aborted' })).toMatchObject(
      refusal(400, 'INVALIDJOBSTATE'),
    );
    expect(await call('DELETE', `/${id}`)).toMatchObject({ status: 204, body: undefined });
    expect(await call('GET', `/${id}`)).toMatchObject(refusal(404, 'NOT_FOUND'));
    expect(await call('GET', '/750000000000001AAA')).toMatchObject(refusal(404, 'NOT_FOUND'));
    expect(await call('GET', '/nonsense')).toMatchObject(refusal(400, 'INVALIDJOB'));
    const completed = await complete();
    expect(await call('PATCH', `/${completed}`, { state: 'Aborted' })).toMatchObject({
      body: [{ message: 'Aborting already Completed Job not allowed' }],
    });
  });

  test('is gone after seven days', async () => {
    const id = await complete();
    fixture.org.clock.advance(7 * 86_400_000);
    expect(await call('GET', `/${id}`)).toMatchObject(refusal(404, 'NOT_FOUND'));
  });

  test('is seen by its creator and by those who see all data', async () => {
    const { id } = (await make('SELECT Id FROM Lead', {}, 'jon')).body;
    expect(await call('GET', `/${id}`, undefined, 'lea')).toMatchObject(refusal(403, 'INVALIDUSER'));
    expect((await call('GET', `/${id}`, undefined, 'jon')).status).toBe(200);
    expect((await call('GET', `/${id}`)).status).toBe(200);
    const ids = async (who: string) =>
      (await call('GET', '', undefined, who)).body.records.map((job: { id: string }) => job.id);
    expect(await ids('jon')).toEqual([id]);
    expect(await ids('lea')).toEqual([]);
    expect(await ids('olga')).toContain(id);
    expect((await call('GET', '?jobType=V2Ingest')).body).toEqual({
      done: true,
      records: [],
      nextRecordsUrl: null,
    });
  });

  test('counts as a job of the day and each of its calls as an API request', async () => {
    const { usage } = fixture.org;
    const limits = async () => (await fixture.call('olga', 'GET', '/limits')).body.DailyBulkV2QueryJobs;
    const before = await limits();
    const used = usage.apiRequests;
    const id = await complete();
    await results(id);
    await call('DELETE', `/${id}`);
    expect(usage.apiRequests).toBe(used + 5);
    expect((await limits()).Remaining).toBe(before.Remaining - 1);
    fixture.org.settings.bulkJobLimit = 1;
    expect(await make()).toMatchObject(refusal(400, 'LIMIT_EXCEEDED'));
  });

  test('is logged with its query and none of its values', async () => {
    await make('SELECT Id FROM Case');
    expect(fixture.requests.entries.at(-1)).toMatchObject({ method: 'POST', soql: ['SELECT Id FROM Case'] });
  });
});

describe('a query that no job runs', () => {
  test.each([
    ['SELECT StageName, COUNT(Id) FROM Opportunity GROUP BY StageName', 'API_ERROR'],
    ['SELECT StageName FROM Opportunity GROUP BY StageName', 'API_ERROR'],
    ['SELECT Id FROM Opportunity LIMIT 5 OFFSET 5', 'API_ERROR'],
    ['SELECT COUNT() FROM Opportunity', 'API_ERROR'],
    ['SELECT TYPEOF What WHEN Account THEN Phone ELSE Name END FROM Task', 'API_ERROR'],
    ['SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'API_ERROR'],
    ['SELECT Id, MailingAddress FROM Contact', 'API_ERROR'],
    ['SELECT VersionData FROM ContentVersion', 'API_ERROR'],
    ['SELECT Nope FROM Account', 'API_ERROR'],
    ['SELECT Id FROM Nothing', 'API_ERROR'],
    ['SELECT Id FROM', 'API_ERROR'],
    ['SELECT Id FROM UserPermissionAccess', 'INVALIDENTITY'],
  ])('%s', async (query, code) => {
    expect(await make(query)).toMatchObject(refusal(400, code));
  });

  test.each([
    [{ operation: 'insert' }, 'INVALIDJOB'],
    [{ contentType: 'JSON' }, 'INVALIDJOB'],
    [{ columnDelimiter: ';' }, 'INVALIDJOB'],
    [{ query: '' }, 'INVALIDJOB'],
    [{ colour: 'red' }, 'JSON_PARSER_ERROR'],
  ])('nor a job of %j', async (more, code) => {
    expect(await make(SOQL, more)).toMatchObject(refusal(400, code));
  });

  test('nor a version before 47.0', async () => {
    expect((await results('750000000000001AAA', '', '46.0')).status).toBe(404);
  });
});

describe('results', () => {
  test('come as CSV with every value quoted, dates as documented and null as nothing', async () => {
    const { org, people } = fixture;
    const id = org.transact({ userId: people.get('lea')!, origin: '' }, (tx) =>
      tx.create('Opportunity', {
        Name: 'A "big", long\ndeal',
        StageName: 'Prospecting',
        CloseDate: '2024-05-01',
        Amount: 1000,
      }),
    );
    const at = new Date(Number(org.find('Opportunity', id)?.CreatedDate)).toISOString();
    const job = await complete(SOQL.replace('ORDER', `WHERE Id = '${id}' ORDER`));
    const { status, headers, text } = await results(job);
    expect([status, headers.get('content-type'), headers.get('content-encoding')]).toEqual([
      200,
      'text/csv; charset=UTF-8',
      'gzip',
    ]);
    expect(text).toBe(
      `"Id","Name","Amount","CloseDate","CreatedDate","Owner.Name"\n"${id}","A ""big"", long\ndeal","1000.0","2024-05-01","${at}","Lea Novak"\n`,
    );
    const empty = await complete(`SELECT Id, AccountId FROM Opportunity WHERE Id = '${id}'`, {
      columnDelimiter: 'TAB',
      lineEnding: 'CRLF',
    });
    expect((await results(empty)).text).toBe(`"Id"\t"AccountId"\r\n"${id}"\t""\r\n`);
  });

  test('come in sets behind a locator that stays good', async () => {
    const all = fixture.org.records('Opportunity').map(({ Id }) => Id);
    const id = await complete('SELECT Id FROM Opportunity ORDER BY Id');
    const first = await results(id, '?maxRecords=2');
    expect(first.headers.get('sforce-numberofrecords')).toBe('2');
    const locator = first.headers.get('sforce-locator');
    const rest = await results(id, `?locator=${locator}`);
    expect(rest.headers.get('sforce-locator')).toBe('null');
    const read = [first, rest].flatMap(({ text }) => text.trim().split('\n').slice(1));
    expect(read).toEqual(all.sort().map((each) => `"${each}"`));
    expect((await results(id, `?locator=${locator}`)).text).toBe(rest.text);
    expect((await results(id, '?locator=bm9uZQ')).text).toContain('INVALID_LOCATOR');
  });

  test('of a query without order come chunk by chunk, in any order, but each row once', async () => {
    const ids = async (query: string) => {
      const { text } = await results(await complete(query));
      return text.trim().split('\n').slice(1);
    };
    const ordered = await ids('SELECT Id FROM Contact ORDER BY Id');
    const chunked = await ids('SELECT Id FROM Contact');
    expect(chunked).not.toEqual(ordered);
    expect([...chunked].sort()).toEqual([...ordered].sort());
  });

  test('hold deleted rows with queryAll alone', async () => {
    const { org, people } = fixture;
    const lead = org.transact({ userId: people.get('ines')!, origin: '' }, (tx) => {
      const made = tx.create('Lead', { LastName: 'Gone', Company: 'Gone Ltd' });
      tx.delete('Lead', made);
      return made;
    });
    const query = `SELECT Id, IsDeleted FROM Lead WHERE Id = '${lead}'`;
    expect((await results(await complete(query))).text).toBe('"Id","IsDeleted"\n');
    expect((await results(await complete(query, { operation: 'queryAll' }))).text).toContain(
      `"${lead}","true"`,
    );
  });

  test('are refused to another API version than that of the job', async () => {
    expect((await results(await complete(), '', '65.0')).status).toBe(409);
  });

  test('stay as they were when the job was made', async () => {
    const { org, people } = fixture;
    const [deal] = org.records('Opportunity');
    const id = await complete(`SELECT Name FROM Opportunity WHERE Id = '${deal!.Id}'`);
    org.transact({ userId: people.get('lea')!, origin: '' }, (tx) =>
      tx.update('Opportunity', deal!.Id, { Name: 'Renamed' }),
    );
    expect((await results(id)).text).toContain(String(deal!.Name));
  });
});

describe('injected faults', () => {
  test('fail, abort, delay or delete a job', async () => {
    fixture.faults.inject({ name: 'bulk.failed', message: 'InternalServerError : x' });
    const failed = (await make()).body.id;
    expect((await call('GET', `/${failed}`)).body).toMatchObject({
      state: 'Failed',
      errorMessage: 'InternalServerError : x',
    });
    expect((await call('DELETE', `/${failed}`)).status).toBe(204);
    fixture.faults.inject({ name: 'bulk.aborted', object: 'Lead' });
    const aborted = (await make('SELECT Id FROM Lead')).body.id;
    expect((await call('GET', `/${aborted}`)).body.state).toBe('Aborted');
    fixture.faults.inject({ name: 'bulk.slow', polls: 2 });
    const slow = (await make()).body.id;
    const states: string[] = [];
    for (let n = 0; n < 4; n += 1) states.push((await call('GET', `/${slow}`)).body.state);
    expect(states).toEqual(['InProgress', 'InProgress', 'InProgress', 'JobComplete']);
    fixture.faults.inject({ name: 'bulk.gone' });
    expect(await call('GET', `/${slow}`)).toMatchObject(refusal(404, 'NOT_FOUND'));
    fixture.faults.inject({ name: 'bulk.LIMIT_EXCEEDED' });
    expect(await make()).toMatchObject(refusal(400, 'LIMIT_EXCEEDED'));
  });

  test('break results off in the middle, or lose their locator', async () => {
    const id = await complete();
    fixture.faults.inject({ name: 'bulk.broken_off', rows: 1 });
    await expect(results(id)).rejects.toThrow('terminated');
    expect((await results(id)).status).toBe(200);
    const locator = (await results(id, '?maxRecords=1')).headers.get('sforce-locator');
    fixture.faults.inject({ name: 'bulk.INVALID_LOCATOR' });
    expect((await results(id, `?locator=${locator}`)).status).toBe(400);
    expect((await results(id, `?locator=${locator}`)).status).toBe(200);
  });

  test('of queries strike when a job is made', async () => {
    fixture.faults.inject({ name: 'rest.INVALID_TYPE', object: 'Opportunity' });
    expect((await make('SELECT Id FROM Lead')).status).toBe(200);
    expect(await make()).toMatchObject(refusal(400, 'INVALID_TYPE'));
  });
});
