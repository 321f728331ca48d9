import jsforce from 'jsforce';
import { QueryJobV2 } from 'jsforce/lib/api/bulk2.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approve } from '../../emulator/approve.ts';
import { type Emulator, startEmulator } from '../../emulator/start.ts';

const REDIRECT = 'http://127.0.0.1:3999/oauth/salesforce/callback';

let emulator: Emulator;
let connection: jsforce.Connection;

async function logIn(username: string): Promise<jsforce.Connection> {
  const oauth2 = new jsforce.OAuth2({
    loginUrl: emulator.url,
    clientId: emulator.app.clientId,
    clientSecret: emulator.app.clientSecret,
    redirectUri: REDIRECT,
    useVerifier: true,
  });
  const url = oauth2.getAuthorizationUrl({ scope: 'id api refresh_token', state: 's+1' });
  const back = new URL(await approve(url, { username }));
  expect(back.searchParams.get('state')).toBe('s+1');
  const result = new jsforce.Connection({ oauth2, version: '66.0', instanceUrl: emulator.url });
  await result.authorize(back.searchParams.get('code')!);
  return result;
}

beforeAll(async () => {
  emulator = await startEmulator();
  connection = await logIn('olga@acme.example');
});

afterAll(() => emulator.close());

describe('jsforce against the emulated org', () => {
  test('a login by code gives a token pair, an 18-character user id and the identity', async () => {
    expect(connection.accessToken).toMatch(new RegExp(`^${emulator.org.orgId.slice(0, 15)}!`));
    expect(connection.refreshToken).toBeTruthy();
    expect(connection.userInfo?.organizationId).toBe(emulator.org.orgId);
    const identity = await connection.identity();
    expect(identity.email).toBe('olga@acme.example');
    expect(identity.user_type).toBe('STANDARD');
  });

  test('an expired access token is refreshed and the call is repeated', async () => {
    const old = connection.accessToken;
    emulator.org.sessions.expireAll();
    const { records } = await connection.query('SELECT Id, OrganizationType, IsSandbox FROM Organization');
    expect(records[0]).toMatchObject({
      Id: emulator.org.orgId,
      OrganizationType: 'Enterprise Edition',
      IsSandbox: false,
    });
    expect(connection.accessToken).not.toBe(old);
  });

  test('a query follows relationships and hides nobody of the cast', async () => {
    const { records } = await connection.query(
      "SELECT Id, Name, Profile.Name, Profile.UserLicense.Name FROM User WHERE UserType = 'Standard' AND IsActive = true ORDER BY Name",
    );
    const olga = records.find((record) => record.Name === 'Olga Owner');
    expect(olga?.Profile).toMatchObject({
      Name: 'System Administrator',
      UserLicense: { Name: 'Salesforce' },
    });
  });

  test('records are created, read, changed and deleted, each as one change event', async () => {
    const events: string[] = [];
    const stop = emulator.org.onChange((change) =>
      events.push(`${change.changeType} ${change.changed.join()} ${change.changeOrigin}`),
    );
    const created = await connection
      .sobject('Contact')
      .create({ FirstName: 'Mina', LastName: 'Falk', MailingCity: 'Ulm' });
    const id = created.id!;
    expect(id).toMatch(/^003\w{15}$/);
    const read = await connection.sobject('Contact').retrieve(id);
    expect(read).toMatchObject({ Name: 'Mina Falk', MailingAddress: { city: 'Ulm' } });
    await connection.sobject('Contact').update({ Id: id, FirstName: 'Mona' });
    await connection.sobject('Contact').delete(id);
    stop();
    expect(events).toEqual([
      'CREATE  com/salesforce/api/rest/66.0',
      'UPDATE Name.FirstName,LastModifiedDate com/salesforce/api/rest/66.0',
      'DELETE  com/salesforce/api/rest/66.0',
    ]);
    await expect(connection.sobject('Contact').retrieve(id)).rejects.toThrow('entity is deleted');
  });

  test('several records are changed in one transaction, the bad one told in its place', async () => {
    const events: string[][] = [];
    const people = [{ LastName: 'One' }, { FirstName: 'None' }, { LastName: 'Two' }];
    const created = await connection.sobject('Contact').create(people);
    expect(created.map((each) => each.success)).toEqual([true, false, true]);
    const ids = created.flatMap((each) => each.id ?? []);
    const stop = emulator.org.onChange((change) => events.push([...change.recordIds]));
    await connection.sobject('Contact').update(ids.map((Id) => ({ Id, Title: 'CTO' })));
    await connection.sobject('Contact').destroy(ids);
    stop();
    expect(events).toEqual([ids, ids]);
  });

  test('long results come in pages behind a locator', async () => {
    const olga = emulator.orgs[0]!.people.get('olga')!;
    emulator.org.transact({ userId: olga, origin: '' }, (tx) => {
      for (let i = 0; i < 450; i += 1) tx.create('Lead', { LastName: `Paged ${i}`, Company: 'Paging Ltd' });
    });
    const pages = { headers: { 'Sforce-Query-Options': 'batchSize=200' } } as never;
    const first = await connection.query("SELECT Id, Name FROM Lead WHERE Company = 'Paging Ltd'", pages);
    expect(first).toMatchObject({ totalSize: 450, done: false });
    const ids = new Set(first.records.map((record) => record.Id));
    for (let page = first; !page.done; ) {
      page = await connection.queryMore(page.nextRecordsUrl!, pages);
      for (const record of page.records) ids.add(record.Id);
    }
    expect(ids.size).toBe(450);
  });

  test('a channel and its member are created, counted and deleted', async () => {
    const channel = (await connection.tooling.create('PlatformEventChannel', {
      FullName: 'Conformance__chn',
      Metadata: { channelType: 'data', label: 'Conformance' },
    } as never)) as { id?: string };
    expect(channel).toMatchObject({ success: true, id: expect.stringMatching(/^0YL/) });
    const member = await connection.tooling.create('PlatformEventChannelMember', {
      FullName: 'Conformance_chn_OpportunityChangeEvent',
      Metadata: { eventChannel: 'Conformance__chn', selectedEntity: 'OpportunityChangeEvent' },
    } as never);
    expect(member).toMatchObject({ success: true, id: expect.stringMatching(/^0v8/) });
    const found = await connection.tooling.query(
      'SELECT Id, EventChannel, SelectedEntity FROM PlatformEventChannelMember',
    );
    expect(found.records).toMatchObject([
      { EventChannel: channel.id, SelectedEntity: 'OpportunityChangeEvent' },
    ]);
    const count = await connection.tooling.query(
      'SELECT COUNT_DISTINCT(SelectedEntity) FROM PlatformEventChannelMember',
    );
    expect(count.records).toMatchObject([{ expr0: 1 }]);
    await connection.tooling.destroy('PlatformEventChannel' as never, channel.id!);
    expect(emulator.org.channels.members()).toEqual([]);
  });

  test('a Composite of queries counts as one call and answers each by its reference', async () => {
    const before = emulator.org.usage.apiRequests;
    const answer = await connection.requestPost<{
      compositeResponse: { httpStatusCode: number; referenceId: string }[];
    }>('/services/data/v66.0/composite', {
      allOrNone: false,
      compositeRequest: [
        {
          method: 'GET',
          url: '/services/data/v66.0/query?q=SELECT+Id+FROM+Account+LIMIT+1',
          referenceId: 'one',
        },
        { method: 'GET', url: '/services/data/v66.0/query?q=SELECT+Nope+FROM+Account', referenceId: 'two' },
      ],
    });
    expect(answer.compositeResponse.map((each) => [each.referenceId, each.httpStatusCode])).toEqual([
      ['one', 200],
      ['two', 400],
    ]);
    expect(emulator.org.usage.apiRequests).toBe(before + 1);
  });

  test('mistakes come back under the codes that Salesforce documents', async () => {
    await expect(connection.query('SELECT Nope FROM Account')).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD',
    });
    await expect(connection.query('SELECT Id FROM Nothing')).rejects.toMatchObject({
      errorCode: 'INVALID_TYPE',
    });
    await expect(connection.query('SELECT Id FROM')).rejects.toMatchObject({ errorCode: 'MALFORMED_QUERY' });
    await expect(connection.query('SELECT Id FROM AccountChangeEvent')).rejects.toMatchObject({
      errorCode: 'INVALID_TYPE_FOR_OPERATION',
    });
  });

  test('describe tells labels, picklists and what a user may write', async () => {
    const described = await connection.sobject('Opportunity').describe();
    const stage = described.fields.find((field) => field.name === 'StageName');
    expect(stage).toMatchObject({ label: 'Stage', type: 'picklist', updateable: true });
    expect(stage?.picklistValues?.map((each) => each.value)).toContain('Negotiation/Review');
  });

  test('what was changed and deleted in a span of time is told by ids', async () => {
    const { org } = emulator;
    const before = new Date(org.now() - 120_000);
    const { id = '' } = await connection.sobject('Account').create({ Name: 'Told Ltd' });
    const after = new Date(org.now() + 120_000);
    const updated = await connection.sobject('Account').updated(before, after);
    expect(updated.ids).toContain(id);
    expect(Date.parse(updated.latestDateCovered)).toBeLessThanOrEqual(after.getTime());
    await connection.sobject('Account').delete(id);
    const deleted = await connection.sobject('Account').deleted(before, after);
    expect(deleted.deletedRecords.map((each) => each.id)).toContain(id);
    const { records } = await connection.query(
      `SELECT Field, OldValue, NewValue, IsDeleted FROM AccountHistory WHERE AccountId = '${id}'`,
      { scanAll: true },
    );
    expect(records).toMatchObject([{ Field: 'created', OldValue: null, NewValue: null, IsDeleted: true }]);
  });

  test('a bulk query streams its rows, deleted ones with scanAll', async () => {
    const olga = emulator.orgs[0]!.people.get('olga')!;
    emulator.org.transact({ userId: olga, origin: '' }, (tx) => {
      for (let i = 0; i < 300; i += 1)
        tx.create('Lead', {
          LastName: `Bulk "${i}",\n`,
          Company: 'Bulk Ltd',
          Title: i % 2 === 0 ? 'CTO' : null,
        });
      tx.delete('Lead', tx.create('Lead', { LastName: 'Deleted', Company: 'Bulk Ltd' }));
    });
    const read = async (options: object) => {
      const soql = "SELECT Id, LastName, Title, CreatedDate, Owner.Name FROM Lead WHERE Company = 'Bulk Ltd'";
      const stream = await connection.bulk2.query(soql, { pollInterval: 5, pollTimeout: 10_000, ...options });
      return (await stream.toArray()) as Record<string, string>[];
    };
    const rows = await read({});
    expect(rows).toHaveLength(300);
    expect(rows.find(({ LastName }) => LastName === 'Bulk "7",\n')).toEqual({
      Id: expect.stringMatching(/^00Q\w{15}$/),
      LastName: 'Bulk "7",\n',
      Title: '',
      CreatedDate: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      'Owner.Name': 'Olga Owner',
    });
    expect(await read({ scanAll: true, columnDelimiter: 'COMMA', lineEnding: 'CRLF' })).toHaveLength(301);
  });

  test('a bulk query job is opened, aborted, deleted, and refused in words', async () => {
    const job = new QueryJobV2(connection, {
      bodyParams: { query: 'SELECT Id FROM Lead', operation: 'query' },
      pollingOptions: { pollInterval: 5, pollTimeout: 10_000 },
    });
    expect(await job.open()).toMatchObject({ state: 'UploadComplete', object: 'Lead' });
    await expect(job.delete()).rejects.toMatchObject({ errorCode: 'API_ERROR' });
    expect(await job.abort()).toMatchObject({ id: job.id, state: 'Aborted' });
    await expect(job.abort()).rejects.toMatchObject({ errorCode: 'INVALIDJOBSTATE' });
    await job.delete();
    await expect(job.check()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' });
    await expect(connection.bulk2.query('SELECT MailingAddress FROM Contact')).rejects.toThrow(
      'compound data',
    );
  });
});
