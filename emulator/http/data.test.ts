import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClock } from '../org/clock.ts';
import { openTestOrg, type TestOrg } from './testOrg.ts';

const START = Date.parse('2026-03-02T09:00:00Z');
const DAY = 86_400_000;

let fixture: TestOrg;

beforeAll(async () => {
  fixture = await openTestOrg({ clock: createClock(START) });
});
afterAll(() => fixture.running.close());

const query = async (soql: string, who = 'olga', resource = 'query') =>
  fixture.call(who, 'GET', `/${resource}?q=${encodeURIComponent(soql)}`);
const names = async (soql: string): Promise<string[]> => {
  const { status, body } = await query(soql);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.records.map((each: { Name: string }) => each.Name);
};
const refusal = async (soql: string): Promise<string> => {
  const { status, body } = await query(soql);
  return `${status} ${body[0]?.errorCode} ${String(body[0]?.message).split('\n').at(-1)}`;
};

describe('SOQL', () => {
  beforeAll(() => {
    const { org, people } = fixture;
    const make = (LastName: string, more: Record<string, string | boolean>, daysAgo: number) =>
      org.transact({ userId: people.get('jon')!, origin: '', at: START - daysAgo * DAY }, (tx) =>
        tx.create('Lead', { LastName, Company: 'Soql', ...more }),
      );
    make('Alpha', { Rating: 'Hot', Title: "O'Neil_1" }, 0);
    make('beta', { Rating: 'Cold', DoNotCall: true }, 3);
    make('Gamma', { Title: '100%' }, 40);
  });

  test.each([
    ["Rating = 'hot'", ['Alpha']],
    ["Rating != 'Hot' ORDER BY Name", ['beta', 'Gamma']],
    ["Rating IN ('Hot','Cold') ORDER BY Name DESC", ['beta', 'Alpha']],
    ["Rating NOT IN ('Hot','Cold')", ['Gamma']],
    ['Rating = null', ['Gamma']],
    ["Name LIKE '%ET%'", ['beta']],
    ["Name LIKE 'alph_'", ['Alpha']],
    ["Title = 'O\\'Neil_1'", ['Alpha']],
    ['DoNotCall = true', ['beta']],
    ['CreatedDate = TODAY', ['Alpha']],
    ['CreatedDate = LAST_N_DAYS:7 ORDER BY CreatedDate', ['beta', 'Alpha']],
    ['CreatedDate < LAST_N_DAYS:7', ['Gamma']],
    ['CreatedDate >= 2026-02-27T09:00:00Z AND CreatedDate <= 2026-02-27T09:00:00.000Z', ['beta']],
    ['CreatedDate > 2026-02-27T10:00:00+01:00', ['Alpha']],
    ["(Rating = 'Hot' OR Rating = 'Cold') AND (NOT DoNotCall = true)", ['Alpha']],
    ["Owner.Name = 'Jon Park' ORDER BY Rating NULLS LAST, Name LIMIT 2", ['beta', 'Alpha']],
    ['DoNotCall = false ORDER BY Rating', ['Gamma', 'Alpha']],
    ['DoNotCall = false ORDER BY Name LIMIT 1 OFFSET 1', ['Gamma']],
    ["OwnerId IN (SELECT Id FROM User WHERE Alias = 'jpark') AND Rating = 'Cold'", ['beta']],
  ])('WHERE %s', async (where, expected) => {
    expect(await names(`SELECT Name FROM Lead WHERE Company = 'Soql' AND ${where}`)).toEqual(expected);
  });

  test.each([
    ['SELECT Nope FROM Lead', '400 INVALID_FIELD No such column'],
    ['SELECT Nope.Name FROM Lead', "400 INVALID_FIELD Didn't understand relationship"],
    ['SELECT Id FROM Nope', "400 INVALID_TYPE sObject type 'Nope' is not supported"],
    ["SELECT Id FROM Lead WHERE CreatedDate > '2026-01-01'", '400 INVALID_FIELD value of filter criterion'],
    ['SELECT Id FROM Lead WHERE Rating = 5', '400 INVALID_FIELD value of filter criterion'],
    ["SELECT Id FROM Lead WHERE Id = 'x'", '400 INVALID_QUERY_FILTER_OPERATOR invalid ID field: x'],
    [
      "SELECT Id FROM Lead WHERE Description = 'x'",
      "400 INVALID_FIELD field 'Description' can not be filtered",
    ],
    ["SELECT Id FROM Lead WHERE Rating = 'a' AND Rating = 'b' OR Rating = 'c'", '400 MALFORMED_QUERY'],
    ["SELECT Id FROM Lead WHERE Rating = 'a' AND NOT Rating = 'b'", '400 MALFORMED_QUERY'],
    ['SELECT Status, COUNT(Id) FROM Lead GROUP BY Status HAVING COUNT(Id) > 1', '400 MALFORMED_QUERY'],
    ['SELECT toLabel(Status) FROM Lead', '400 MALFORMED_QUERY'],
    ['SELECT Id, Id FROM Lead', '400 MALFORMED_QUERY duplicate field'],
    ['SELECT Id, (SELECT COUNT(Id) FROM Contacts) FROM Account', '400 MALFORMED_QUERY'],
    ['SELECT Id FROM Lead WHERE CreatedDate = THIS_FISCAL_YEAR', '400 MALFORMED_QUERY'],
    ['SELECT Id FROM Lead FOR VIEW', '400 MALFORMED_QUERY'],
    ['SELECT Id FROM', '400 MALFORMED_QUERY'],
    [
      'SELECT Id FROM LeadChangeEvent',
      '400 INVALID_TYPE_FOR_OPERATION entity type LeadChangeEvent does not support query',
    ],
  ])('%s is refused', async (soql, expected) => {
    expect(await refusal(soql)).toContain(expected);
  });

  test('counts, lookups and compounds are written as Salesforce writes them', async () => {
    expect((await query("SELECT COUNT() FROM Lead WHERE Company = 'Soql'")).body).toEqual({
      totalSize: 3,
      done: true,
      records: [],
    });
    const { body } = await query(
      "SELECT Id, CreatedDate, Owner.Name, Owner.Type, ConvertedAccount.Name, Address FROM Lead WHERE Name = 'Alpha'",
    );
    expect(body.records[0]).toMatchObject({
      attributes: { type: 'Lead', url: `/services/data/v66.0/sobjects/Lead/${body.records[0].Id}` },
      CreatedDate: '2026-03-02T09:00:00.000+0000',
      Owner: { attributes: { type: 'Name' }, Name: 'Jon Park', Type: 'User' },
      ConvertedAccount: null,
      Address: null,
    });
  });

  test('queryAll finds what was deleted', async () => {
    const { body } = await fixture.call('olga', 'POST', '/sobjects/Lead', {
      LastName: 'Doomed',
      Company: 'X',
    });
    await fixture.call('olga', 'DELETE', `/sobjects/Lead/${body.id}`);
    const soql = "SELECT Id, IsDeleted FROM Lead WHERE Name = 'Doomed'";
    expect((await query(soql)).body.totalSize).toBe(0);
    expect((await query(soql, 'olga', 'queryAll')).body.records).toMatchObject([{ IsDeleted: true }]);
  });
});

describe('permissions', () => {
  test('everyone reads their own in UserPermissionAccess', async () => {
    const soql = 'SELECT PermissionsCustomizeApplication, PermissionsViewAllData FROM UserPermissionAccess';
    expect((await query(soql)).body.records[0]).toMatchObject({
      PermissionsCustomizeApplication: true,
      PermissionsViewAllData: true,
    });
    expect((await query(soql, 'jon')).body.records[0]).toMatchObject({
      PermissionsCustomizeApplication: false,
    });
  });

  test('ObjectPermissions needs View Setup and Configuration', async () => {
    const soql = `SELECT SobjectType, PermissionsViewAllRecords FROM ObjectPermissions WHERE SobjectType = 'Case' AND ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = '${fixture.people.get('olga')}')`;
    expect((await query(soql)).body.records).toMatchObject([
      { SobjectType: 'Case', PermissionsViewAllRecords: true },
    ]);
    expect((await query(soql, 'jon')).body[0].errorCode).toBe('INVALID_TYPE');
  });

  test('a hidden field does not exist for the user, nor an unreadable object', async () => {
    const { org } = fixture;
    const profileId = String(org.find('User', fixture.people.get('mara')!)!.ProfileId);
    org.permissions.setHidden(profileId, 'Opportunity', 'Amount', true);
    org.permissions.setObject(profileId, 'Case', { read: false });
    expect((await query('SELECT Amount FROM Opportunity', 'mara')).body[0].errorCode).toBe('INVALID_FIELD');
    expect((await query('SELECT Id FROM Case', 'mara')).body[0].errorCode).toBe('INVALID_TYPE');
    const { body } = await fixture.call('mara', 'GET', '/sobjects/Opportunity/describe');
    expect(body.fields.map((each: { name: string }) => each.name)).not.toContain('Amount');
    expect((await fixture.call('mara', 'GET', '/sobjects/Case/describe')).status).toBe(404);
  });
});

describe('calls', () => {
  beforeEach(() => {
    Object.assign(fixture.org.settings, { dailyApiLimit: 100_000, apiEnabled: true });
  });

  test('versions need no token, everything else does', async () => {
    const versions = (await (await fetch(`${fixture.running.url}/services/data`)).json()) as object[];
    expect(versions.at(-1)).toMatchObject({
      version: '66.0',
      url: '/services/data/v66.0',
      label: "Spring '26",
    });
    const response = await fetch(`${fixture.running.url}/services/data/v66.0/limits`, {
      headers: { authorization: 'Bearer 00D!no' },
    });
    expect([response.status, await response.json()]).toEqual([
      401,
      [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
    ]);
  });

  test('each call is counted and told, until the day is used up', async () => {
    const before = fixture.org.usage.apiRequests;
    const { headers, body } = await fixture.call('olga', 'GET', '/limits');
    expect(headers.get('sforce-limit-info')).toBe(`api-usage=${before + 1}/100000`);
    expect(body.DailyApiRequests).toEqual({ Max: 100_000, Remaining: 100_000 - before - 1 });
    fixture.org.settings.dailyApiLimit = before + 1;
    expect(await fixture.call('olga', 'GET', '/limits')).toMatchObject({
      status: 403,
      body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
    });
  });

  test('an org without API says so', async () => {
    fixture.org.settings.apiEnabled = false;
    expect(await fixture.call('olga', 'GET', '/limits')).toMatchObject({
      status: 403,
      body: [{ errorCode: 'API_DISABLED_FOR_ORG' }],
    });
  });

  test.each([
    ['Contact', {}, 'REQUIRED_FIELD_MISSING'],
    ['Contact', { LastName: 'A', Nope: 1 }, 'INVALID_FIELD'],
    ['Contact', { LastName: 'A', CreatedDate: '2026-01-01T00:00:00Z' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['Contact', { LastName: 'x'.repeat(81) }, 'STRING_TOO_LONG'],
    ['Contact', { LastName: 'A', Email: 'nope' }, 'INVALID_EMAIL_ADDRESS'],
    ['Contact', { LastName: 'A', Birthdate: 'soon' }, 'JSON_PARSER_ERROR'],
    ['Contact', { LastName: 'A', AccountId: 'x' }, 'MALFORMED_ID'],
  ])('POST %s %o is refused', async (object, body, errorCode) => {
    expect(await fixture.call('olga', 'POST', `/sobjects/${object}`, body)).toMatchObject({
      status: 400,
      body: [{ errorCode }],
    });
  });

  test('a record is read with the fields asked for', async () => {
    const id = fixture.org.records('Opportunity')[0]!.Id;
    const { body } = await fixture.call(
      'olga',
      'GET',
      `/sobjects/Opportunity/${id.slice(0, 15)}?fields=Name,CloseDate`,
    );
    expect(Object.keys(body)).toEqual(['attributes', 'Name', 'CloseDate']);
    expect((await fixture.call('olga', 'GET', `/sobjects/Case/${id}`)).status).toBe(404);
  });

  test('the client of Sforce-Call-Options stands in the change origin', async () => {
    const origins: string[] = [];
    const stop = fixture.org.onChange((change) => origins.push(change.changeOrigin));
    await fixture.call(
      'olga',
      'POST',
      '/sobjects/Task',
      { Subject: 'x' },
      { 'Sforce-Call-Options': 'client=Acme/1' },
    );
    stop();
    expect(origins).toEqual(['com/salesforce/api/rest/66.0;client=Acme/1']);
  });
});

describe('Composite', () => {
  const get = (url: string, referenceId: string) => ({
    method: 'GET',
    url: `/services/data/v66.0${url}`,
    referenceId,
  });
  const composite = (compositeRequest: object[]) =>
    fixture.call('olga', 'POST', '/composite', { compositeRequest });

  test('a later subrequest may use what an earlier one answered', async () => {
    const { body } = await composite([
      get('/query?q=SELECT+Id,OwnerId+FROM+Account+LIMIT+1', 'first'),
      get('/sobjects/User/@{first.records[0].OwnerId}?fields=Email', 'owner'),
    ]);
    expect(body.compositeResponse[1]).toMatchObject({
      httpStatusCode: 200,
      body: { Email: expect.stringContaining('@') },
    });
  });

  test('more than 25 subrequests, or 5 queries, are refused', async () => {
    const many = Array.from({ length: 26 }, (_, i) => get('/limits', `r${i}`));
    expect((await composite(many)).status).toBe(400);
    const queries = Array.from({ length: 6 }, (_, i) => get('/query?q=SELECT+Id+FROM+User+LIMIT+1', `q${i}`));
    expect((await composite(queries)).status).toBe(400);
    expect((await composite(queries.slice(1))).status).toBe(200);
  });
});
