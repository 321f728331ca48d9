import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownProfile } from '../org/people.ts';
import { openTestOrg, type TestOrg } from './testOrg.ts';

let fixture: TestOrg;

beforeEach(async () => {
  fixture = await openTestOrg({ selectedElsewhere: ['Lead', 'Case'] });
});
afterEach(() => fixture.running.close());

const CHANNEL = '/tooling/sobjects/PlatformEventChannel';
const MEMBER = '/tooling/sobjects/PlatformEventChannelMember';

const addChannel = (FullName: string, who = 'olga') =>
  fixture.call(who, 'POST', CHANNEL, { FullName, Metadata: { channelType: 'data', label: 'Mine' } });
const addMember = (entity: string, change: object = {}, FullName = `Mine_chn_${entity}ChangeEvent`) =>
  fixture.call('olga', 'POST', MEMBER, {
    FullName,
    Metadata: { eventChannel: 'Mine__chn', selectedEntity: `${entity}ChangeEvent`, ...change },
  });
const query = (soql: string, who = 'olga') =>
  fixture.call(who, 'GET', `/tooling/query?q=${encodeURIComponent(soql)}`);

describe('channels', () => {
  test.each(['Mine', 'Mine_chn', '1Mine__chn', 'Mi__ne__chn', 'Mine___chn', 'Mi-ne__chn'])(
    'the name %s is refused',
    async (name) => {
      expect(await addChannel(name)).toMatchObject({
        status: 400,
        body: [{ message: 'Invalid channel name' }],
      });
    },
  );

  test('a name serves once', async () => {
    expect(await addChannel('Mine__chn')).toMatchObject({
      status: 201,
      body: { success: true, id: expect.stringMatching(/^0YL\w{15}$/) },
    });
    expect(await addChannel('Mine__chn')).toMatchObject({
      status: 400,
      body: [{ errorCode: 'DUPLICATE_DEVELOPER_NAME' }],
    });
  });

  test('deleting a channel deletes its members; deleting twice is NOT_FOUND', async () => {
    const { body } = await addChannel('Mine__chn');
    await addMember('Task');
    expect(fixture.org.channelEntities('Mine__chn')).toEqual(['Task']);
    expect((await fixture.call('olga', 'DELETE', `${CHANNEL}/${body.id}`)).status).toBe(204);
    expect(fixture.org.channelEntities('Mine__chn')).toBeUndefined();
    expect(fixture.org.channels.members().map((each) => each.selectedEntity)).toEqual([
      'LeadChangeEvent',
      'CaseChangeEvent',
    ]);
    expect(await fixture.call('olga', 'DELETE', `${CHANNEL}/${body.id}`)).toMatchObject({
      status: 404,
      body: [{ errorCode: 'NOT_FOUND' }],
    });
  });
});

describe('members', () => {
  beforeEach(() => addChannel('Mine__chn'));

  test('five distinct entities may be selected over all channels', async () => {
    for (const entity of ['Task', 'Event', 'Opportunity']) expect((await addMember(entity)).status).toBe(201);
    expect(await addMember('Contact')).toMatchObject({
      status: 400,
      body: [{ errorCode: 'LIMIT_EXCEEDED' }],
    });
    // Selected elsewhere already: it takes no further slot.
    expect((await addMember('Case')).status).toBe(201);
    const { body } = await query('SELECT COUNT_DISTINCT(SelectedEntity) FROM PlatformEventChannelMember');
    expect(body.records).toMatchObject([{ expr0: 5 }]);
  });

  test('an entity serves once in a channel, a name once in the org', async () => {
    await addMember('Task');
    expect(await addMember('Task', {}, 'Other_name')).toMatchObject({
      status: 400,
      body: [{ errorCode: 'DUPLICATE_VALUE' }],
    });
    expect(await addMember('Event', {}, 'Mine_chn_TaskChangeEvent')).toMatchObject({
      status: 400,
      body: [{ errorCode: 'DUPLICATE_DEVELOPER_NAME' }],
    });
  });

  test.each([
    [
      'an entity without change events',
      { selectedEntity: 'NoteChangeEvent' },
      'invalid event in the "selectedEntity" field',
    ],
    [
      'the object in place of its event',
      { selectedEntity: 'Task' },
      'invalid event in the "selectedEntity" field',
    ],
    ['a channel that is not there', { eventChannel: 'Nope__chn' }, 'Unable to find the specified channel'],
    ['an unknown property', { colour: 'red' }, "No such column 'colour'"],
    ['no entity', { selectedEntity: undefined }, 'Required field is missing: selectedEntity'],
  ])('%s is refused', async (_, change, message) => {
    expect(await addMember('Task', change)).toMatchObject({
      status: 400,
      body: [{ message: expect.stringContaining(message) }],
    });
  });

  test('two underscores in a member name are read as a namespace', async () => {
    expect(await addMember('Task', {}, 'Mine__chn_TaskChangeEvent')).toMatchObject({
      status: 400,
      body: [{ message: expect.stringContaining('Cannot create a new component with the namespace: Mine') }],
    });
  });

  test('a member is read with its metadata, which cannot be changed', async () => {
    const { body } = await addMember('Task');
    const read = await fixture.call('olga', 'GET', `${MEMBER}/${body.id}`);
    expect(read.body).toMatchObject({
      EventChannel: expect.stringMatching(/^0YL/),
      FullName: 'Mine_chn_TaskChangeEvent',
      Metadata: { eventChannel: 'Mine__chn', selectedEntity: 'TaskChangeEvent' },
    });
    const patch = (Metadata: object) => fixture.call('olga', 'PATCH', `${MEMBER}/${body.id}`, { Metadata });
    expect((await patch({ eventChannel: 'Mine__chn', selectedEntity: 'TaskChangeEvent' })).status).toBe(204);
    expect(await patch({ eventChannel: 'Mine__chn', selectedEntity: 'CaseChangeEvent' })).toMatchObject({
      status: 400,
      body: [
        {
          message: 'Update is not supported for the selectedEntity field on platform event channel members.',
        },
      ],
    });
  });

  test('FullName and Metadata are for single rows and not for WHERE', async () => {
    await addMember('Task');
    expect(
      (
        await query(
          "SELECT FullName, Metadata FROM PlatformEventChannelMember WHERE DeveloperName = 'Mine_chn_TaskChangeEvent'",
        )
      ).body,
    ).toMatchObject({
      totalSize: 1,
      size: 1,
      entityTypeName: 'PlatformEventChannelMember',
      records: [{ Metadata: { eventChannel: 'Mine__chn' } }],
    });
    expect((await query('SELECT FullName FROM PlatformEventChannelMember')).body).toMatchObject([
      { errorCode: 'MALFORMED_QUERY' },
    ]);
    expect((await query("SELECT Id FROM PlatformEventChannelMember WHERE FullName = 'x'")).status).toBe(400);
  });
});

describe('permissions', () => {
  test('writing needs Customize Application, reading View Setup and Configuration', async () => {
    const soql = 'SELECT Id FROM PlatformEventChannel';
    expect(await addChannel('Mine__chn', 'mara')).toMatchObject({
      status: 403,
      body: [{ errorCode: 'INSUFFICIENT_ACCESS' }],
    });
    expect((await query(soql, 'mara')).body.totalSize).toBe(1);
    expect(await query(soql, 'jon')).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_TYPE' }] });
  });

  test('taking a permission from one person leaves the others theirs', () => {
    const { org, people } = fixture;
    const [mara, ines] = [people.get('mara')!, people.get('ines')!];
    org.permissions.setSystem(ownProfile(org, mara), 'ViewSetup', false);
    expect([org.permissions.has(mara, 'ViewSetup'), org.permissions.has(ines, 'ViewSetup')]).toEqual([
      false,
      true,
    ]);
  });

  test('an edition without Change Data Capture has no channels at all', async () => {
    Object.assign(fixture.org.settings, { edition: 'Professional Edition', apiEnabled: true });
    expect((await query('SELECT Id FROM PlatformEventChannel')).body).toMatchObject([
      { errorCode: 'INVALID_TYPE' },
    ]);
    expect((await addChannel('Mine__chn')).status).toBe(404);
  });
});
