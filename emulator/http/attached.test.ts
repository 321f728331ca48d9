import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommittedChange } from '../org/types.ts';
import { runAction } from './controlActions.ts';
import { openTestOrg, type TestOrg } from './testOrg.ts';

const CONTENT = Buffer.from('<p>Call <b>back</b> on Monday</p>').toString('base64');

let fixture: TestOrg;
let caseId: string;
let dealId: string;
const changes: CommittedChange[] = [];

beforeAll(async () => {
  fixture = await openTestOrg();
  caseId = fixture.org.records('Case')[0]!.Id;
  dealId = fixture.org.records('Opportunity')[0]!.Id;
  fixture.org.onChange((change) => changes.push(change));
});
afterAll(() => fixture.running.close());

const query = async (soql: string, who = 'olga', resource = 'query') =>
  (await fixture.call(who, 'GET', `/${resource}?q=${encodeURIComponent(soql)}`)).body;
const create = async (object: string, values: object, who = 'jon'): Promise<string> => {
  const { status, body } = await fixture.call(who, 'POST', `/sobjects/${object}`, values);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
};
const person = (key: string) => fixture.people.get(key)!;

describe('what hangs on records', () => {
  test.each([
    ['EmailMessage', '02s', () => ({ ParentId: caseId, Subject: 'Re: pump', Incoming: true })],
    ['CaseComment', '00a', () => ({ ParentId: caseId, CommentBody: 'Called', IsPublished: true })],
    ['Note', '002', () => ({ ParentId: dealId, Title: 'Budget', Body: 'Two years' })],
    ['FeedItem', '0D5', () => ({ ParentId: dealId, Body: 'Signed!' })],
  ])('a %s is created, read, queried and stamped', async (object, prefix, values) => {
    const id = await create(object, values());
    expect(id.slice(0, 3)).toBe(prefix);
    const { body } = await fixture.call('olga', 'GET', `/sobjects/${object}/${id}`);
    expect(body).toMatchObject({ ...values(), CreatedById: person('jon'), IsDeleted: false });
    const found = await query(`SELECT Id FROM ${object} WHERE SystemModstamp >= ${iso(body.SystemModstamp)}`);
    expect(found.records).toContainEqual(expect.objectContaining({ Id: id }));
    expect(changes.some((change) => change.recordIds.includes(id))).toBe(object === 'EmailMessage');
  });

  test('an e-mail without a date was sent now, and says how it stands in codes', async () => {
    const id = await create('EmailMessage', { RelatedToId: dealId, ToAddress: 'a@b.example;c@d.example' });
    const { records } = await query(
      `SELECT Status, MessageDate, CreatedDate FROM EmailMessage WHERE Id = '${id}'`,
    );
    expect(records[0]).toMatchObject({ Status: '3', MessageDate: records[0].CreatedDate });
  });

  test('a comment belongs to the record of its post, counts there, and is gone when it is deleted', async () => {
    const post = await create('FeedItem', { ParentId: dealId, Body: 'Who knows them?' });
    const comment = await create('FeedComment', { FeedItemId: post, CommentBody: 'I do' }, 'lea');
    expect(comment.slice(0, 3)).toBe('0D7');
    const count = async () =>
      (await query(`SELECT CommentCount FROM FeedItem WHERE Id = '${post}'`)).records[0].CommentCount;
    const soql = `SELECT ParentId, CommentType FROM FeedComment WHERE Id = '${comment}'`;
    expect((await query(soql)).records).toMatchObject([{ ParentId: dealId, CommentType: 'TextComment' }]);
    expect(await count()).toBe(1);
    await fixture.call('lea', 'DELETE', `/sobjects/FeedComment/${comment}`);
    expect((await query(soql, 'olga', 'queryAll')).records).toEqual([]);
    expect(await count()).toBe(0);
  });
});

const iso = (text: string): string => text.replace('+0000', 'Z');

describe('a note', () => {
  test('is a document with a version and a link to its owner, and any record it is shared with', async () => {
    const before = changes.length;
    const id = await create('ContentNote', { Title: 'Monday', Content: CONTENT });
    expect(id.slice(0, 3)).toBe('069');
    expect(changes.slice(before).map((change) => `${change.entity} ${change.changeType}`)).toEqual([
      'ContentDocument CREATE',
      'ContentVersion CREATE',
      'ContentDocumentLink CREATE',
    ]);
    await create('ContentDocumentLink', { ContentDocumentId: id, LinkedEntityId: dealId, ShareType: 'V' });
    const links = await query(
      `SELECT LinkedEntityId FROM ContentDocumentLink WHERE ContentDocumentId = '${id}'`,
    );
    expect(links.records).toMatchObject([{ LinkedEntityId: person('jon') }, { LinkedEntityId: dealId }]);
    const { records } = await query(
      "SELECT ContentDocumentId FROM ContentVersion WHERE FileType = 'SNOTE' AND IsLatest = true",
    );
    expect(records).toMatchObject([{ ContentDocumentId: id }]);
  });

  test('shows its text as a preview and an address, and has a version for each save', async () => {
    const id = await create('ContentNote', { Title: 'Draft', Content: CONTENT });
    await fixture.call('jon', 'PATCH', `/sobjects/ContentNote/${id}`, { Title: 'Final' });
    const { body } = await fixture.call('olga', 'GET', `/sobjects/ContentNote/${id}`);
    const url = `/services/data/v66.0/sobjects/ContentNote/${id}`;
    expect(body).toMatchObject({
      Title: 'Final',
      FileType: 'SNOTE',
      TextPreview: 'Call back on Monday',
      Content: `${url}/Content`,
      OwnerId: person('jon'),
    });
    const soql = `SELECT Title, Content FROM ContentNote WHERE Id = '${id}'`;
    expect((await query(soql)).records).toMatchObject([{ Title: 'Final', Content: `${url}/Content` }]);
    const versions = `SELECT VersionNumber, IsLatest FROM ContentVersion WHERE ContentDocumentId = '${id}'`;
    expect((await query(versions)).records).toMatchObject([
      { VersionNumber: '1', IsLatest: false },
      { VersionNumber: '2', IsLatest: true },
    ]);
    await fixture.call('jon', 'DELETE', `/sobjects/ContentNote/${id}`);
    expect((await query(soql)).records).toEqual([]);
    expect((await query(soql, 'olga', 'queryAll')).records).toHaveLength(1);
  });
});

describe('what may not be queried freely', () => {
  test.each([
    [
      'jon',
      'ContentDocumentLink',
      'MALFORMED_QUERY',
      'Implementation restriction: ContentDocumentLink requires',
    ],
    ['jon', 'FeedItem', 'MALFORMED_QUERY', 'requires a filter by Id'],
    ['jon', 'FeedComment', 'INVALID_TYPE_FOR_OPERATION', 'does not support query'],
  ])('%s may not query all of %s', async (who, object, errorCode, words) => {
    const answer = await query(`SELECT Id FROM ${object}`, who);
    expect(answer).toMatchObject([{ errorCode, message: expect.stringContaining(words) }]);
    const filtered = `SELECT Id FROM ${object} WHERE IsDeleted = false OR Id = '${dealId}'`;
    expect(await query(filtered, who)).toMatchObject([{ errorCode }]);
    expect(await query(`SELECT Id FROM ${object}`)).toHaveProperty('records');
  });

  test('links are found by either end, posts by id', async () => {
    const links = 'SELECT Id FROM ContentDocumentLink WHERE';
    expect(await query(`${links} LinkedEntityId IN ('${dealId}', '${caseId}')`, 'jon')).toHaveProperty(
      'done',
    );
    expect(await query(`${links} ContentDocumentId = '${dealId}'`, 'jon')).toHaveProperty('done');
    expect(await query(`SELECT Id FROM FeedItem WHERE Id = '${dealId}'`, 'jon')).toHaveProperty('done');
  });
});

test('notes and Chatter are there only while the org has them on', async () => {
  const set = (settings: object) => runAction(fixture, 'settings', settings);
  const codeOf = async (object: string) => (await query(`SELECT Id FROM ${object}`))[0]?.errorCode;
  set({ notes: false });
  expect(await codeOf('ContentNote')).toBe('INVALID_TYPE');
  expect(await codeOf('Note')).toBeUndefined();
  set({ chatter: false });
  for (const object of ['FeedItem', 'FeedComment']) {
    expect(await codeOf(object)).toBe('INVALID_TYPE');
    expect((await fixture.call('olga', 'GET', `/sobjects/${object}/describe`)).status).toBe(404);
  }
  const { body } = await fixture.call('olga', 'GET', '/sobjects');
  const names = body.sobjects.map((each: { name: string }) => each.name);
  expect(names).toContain('ContentDocument');
  expect(names).not.toContain('FeedItem');
  expect(names).not.toContain('ContentNote');
  set({ notes: true, chatter: true });
  expect(await codeOf('FeedItem')).toBeUndefined();
});

test('describe tells which of them can be replicated', async () => {
  const { body } = await fixture.call('olga', 'GET', '/sobjects');
  const replicated = new Set(
    body.sobjects.flatMap((each: { name: string; replicateable: boolean }) =>
      each.replicateable ? [each.name] : [],
    ),
  );
  for (const name of ['EmailMessage', 'CaseComment', 'FeedItem', 'FeedComment', 'Note'])
    expect(replicated).toContain(name);
  for (const name of ['ContentVersion', 'ContentNote']) expect(replicated).not.toContain(name);
});
