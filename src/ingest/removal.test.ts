import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';
import { listAudit } from '../store/audit.ts';
import { findConnection } from '../store/connections.ts';
import { findCredential } from '../store/credentials.ts';
import { listTablesOfConnections } from '../store/erasing.ts';
import { feedPosition, readFeed } from '../store/feed.ts';
import { findRemoval, type KeepOrErase, listRemovalSteps } from '../store/removals.ts';
import { listMessages } from '../store/support.ts';
import { readTimeline } from '../store/timeline.ts';
import { setMapping } from './mapping.ts';
import { approveRemoval, askRemoval, dropRemoval } from './removal.ts';

const entities = ['Case', 'Contact', 'Event', 'Opportunity', 'Task'];

describe('the removal of a connection', () => {
  let world: World;
  let id: string;
  let operatorId: string;
  beforeEach(async () => {
    world = await openWorld();
    ({ id } = await world.connect());
    const [account] = await world.db.query<{ id: string }>(
      `INSERT INTO accounts (name, domain) VALUES ('Us', 'us.example') RETURNING id`,
    );
    const [operator] = await world.db.query<{ id: string }>(
      `INSERT INTO users (account_id, email, name, role) VALUES ($1, 'op@us.example', 'Opal Operator', 'member')
       RETURNING id`,
      [account!.id],
    );
    operatorId = operator!.id;
  });
  afterEach(() => world.close());

  const find = async () => (await findConnection(world.db, world.accountId, id))!;
  const removalOf = async () => (await findRemoval(world.db, world.accountId, id))!;
  const decision = () => ({ by: operatorId, fromOperator: true, note: null });
  const ask = async (data: KeepOrErase) =>
    askRemoval(world.context, await find(), { data, by: world.ownerId, note: null });
  const approve = async () => approveRemoval(world.context, await find(), decision());
  const untilDone = () =>
    until('the removal is done', async () => {
      const removal = await removalOf();
      return removal.state === 'done' && removal;
    });
  const remove = async (data: KeepOrErase) => {
    await ask(data);
    await approve();
    return (await untilDone()).receipt!;
  };
  const steps = async () =>
    Object.fromEntries((await listRemovalSteps(world.db, await removalOf())).map((step) => [step.key, step]));
  const count = async (table: string) => {
    const rows = await world.db.query(`SELECT 1 FROM "${table}" WHERE connection_id = $1`, [id]);
    return rows.length;
  };
  const channels = () => world.emulator.org.channels;

  /** One entry of somebody mapped, and one of somebody who is not. */
  async function fillTimeline(): Promise<void> {
    const { org, orgs } = world.emulator;
    const by = (key: string) => ({ userId: orgs[0]!.people.get(key)!, origin: '' });
    const deal = org.records('Opportunity').find((row) => row.IsClosed === false)!.Id as string;
    org.transact(by('mara'), (tx) => tx.update('Opportunity', deal, { StageName: 'Negotiation/Review' }));
    const { Id } = org.records('Case')[0]!;
    org.transact(by('remy'), (tx) => tx.update('Case', Id as string, { Priority: 'High' }));
    await until('both are stored', async () => (await count('activities')) === 2);
  }
  /** Entries of the owner, as many as asked for, without an org to make them. */
  async function addEntries(many: number): Promise<void> {
    await world.db.query(
      `INSERT INTO activities (account_id, id, connection_id, feature, category, action, remote_user_id, user_id, title,
         object_type, changes, occurred_at, received_at, duration_seconds, duration_source, count, paths)
       SELECT $1, gen_random_uuid(), $2, 'tasks', 'record_change', 'updated', '005', $3, 'Changed', 'Task', '[]',
         now(), now(), 60, 'estimated', 1, '{cdc}' FROM generate_series(1, $4::integer)`,
      [world.accountId, id, world.ownerId, many],
    );
  }

  it('leaves nothing in the org, forgets all of it here, and says so in receipt, chat and audit log', async () => {
    await fillTimeline();
    const { channel } = await find();
    const position = await feedPosition(world.db, world.accountId);
    const receipt = await remove('erase');
    expect([channels().channels(), channels().members()]).toEqual([[], []]);
    expect(receipt).toMatchObject({
      ...{ data: 'erase', askedBy: 'Olga Owner', approvedBy: 'Opal Operator', manual: [] },
      remote: { channels: [channel], members: entities, accessRevoked: true },
      erased: {
        activities: 1,
        'unattributed activities': 1,
        credentials: 1,
        'feature states': 11,
        cursors: 1,
      },
      kept: { activities: 0 },
    });
    for (const table of ['activities', 'credentials', ...(await listTablesOfConnections(world.db))]) {
      expect(await count(table), table).toBe(0);
    }
    const { entries } = await readFeed(world.db, world.accountId, position, 10);
    // A name that came late may have told the entry once more before it went.
    expect(entries.filter(({ removed }) => removed)).toEqual([entries.at(-1)]);
    const reader = { userId: world.ownerId, accountId: world.accountId, ofConnections: true };
    const said = await listMessages(world.db, reader, null, null, 10);
    expect(said.map(({ kind }) => kind)).toEqual(['receipt', 'removal_answer', 'removal_request']);
    expect(said[0]!.text).toContain(`channel ${channel}`);
    expect(said[1]).toMatchObject({ authorName: 'Opal Operator', fromOperator: true });
    const nothing = { userIds: [], actions: [], from: null, to: null };
    const log = await listAudit(world.db, world.accountId, { ...nothing, connectionIds: [id] }, null, 50);
    const subjects = log.filter(({ action }) => action === 'removal.step').map(({ subject }) => subject);
    expect(subjects.reverse()).toEqual([
      ...['stream', 'channel', 'access', 'activities', 'data', 'credentials'],
    ]);
    expect(log.find(({ action }) => action === 'removal.approved')!.userName).toBe('Opal Operator');
    expect(await find()).toMatchObject({ status: 'removed', streamState: 'stopped', instanceUrl: null });
  });

  it('frees the slots and ends the access at the wire, and lets the org be connected again', async () => {
    await remove('erase');
    for (const entity of entities) {
      channels().createMember(`Other_${entity}`, 'ChangeEvents', `${entity}ChangeEvent`);
    }
    const sent = world.emulator.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);
    const deleted = sent.filter((line) => /^DELETE \S+\/PlatformEventChannelMember\/\S+ 204$/.test(line));
    expect(deleted).toHaveLength(5);
    expect(sent.filter((line) => line === 'POST /services/oauth2/revoke 200')).toHaveLength(1);
    for (const member of channels().members()) channels().deleteMember(member.id);
    const again = await world.connect();
    expect(again.id).not.toBe(id);
    expect(again.slots).toMatchObject({ used: 5, ours: entities });
  });

  it('keeps what is somebody’s where that was asked for, with its links, and nothing that is nobody’s', async () => {
    await fillTimeline();
    const receipt = await remove('keep');
    expect(receipt).toMatchObject({ kept: { activities: 1 }, erased: { 'unattributed activities': 1 } });
    expect(receipt.erased.activities).toBeUndefined();
    const rows = await world.db.query<{ id: string }>('SELECT id FROM activities');
    const [entry] = await readTimeline(
      world.db,
      world.accountId,
      rows.map((row) => row.id),
      null,
    );
    expect(entry).toMatchObject({ connectionId: id, instanceUrl: expect.stringMatching(/^http/) });
  });

  it('goes on in another process where the first one ended in the middle of the org', async () => {
    world.emulator.faults.inject({
      ...{ name: 'rest.SERVER_UNAVAILABLE', times: 'always', object: 'PlatformEventChannelMember' },
    });
    await ask('erase');
    await approve();
    await until('it waits for the org', async () => (await steps()).channel?.state === 'running');
    await world.stopWorker();
    expect((await find()).status).toBe('removing');
    world.emulator.faults.clear();
    await world.startWorker();
    expect((await untilDone()).receipt!.remote.members).toEqual(entities);
  });

  // Harm: a crash between two chunks made the receipt count the first one twice, or never again.
  it('erases in chunks, goes on after the last one that was stored, and counts each entry once', async () => {
    await addEntries(2500);
    const [border] = await world.db.query<{ id: string }>(
      'SELECT id FROM activities ORDER BY id OFFSET 1500 LIMIT 1',
    );
    await world.db.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$`,
    );
    await world.db.query(
      `CREATE TRIGGER refuse BEFORE DELETE ON activities FOR EACH ROW WHEN (OLD.id = '${border!.id}')
       EXECUTE FUNCTION refuse()`,
    );
    await ask('erase');
    await approve();
    await until('the first chunk is gone', async () => (await count('activities')) === 1500);
    await until('the rest is refused', async () => (await steps()).activities?.counts.activities === 1000);
    await world.stopWorker();
    await world.db.query('DROP TRIGGER refuse ON activities');
    await world.startWorker();
    expect((await untilDone()).receipt!.erased.activities).toBe(2500);
    expect(await count('activities')).toBe(0);
  });

  it('names channel and command where access was revoked before, and finds the leftover when connected again', async () => {
    const { channel } = await find();
    await world.stopWorker();
    world.emulator.org.sessions.revokeAll();
    await world.startWorker();
    const receipt = await remove('erase');
    expect(receipt.remote).toEqual({ channels: [], members: [], accessRevoked: true });
    expect(receipt.manual).toEqual([{ what: 'channel', todo: expect.stringContaining(channel!) }]);
    const developerName = channel!.replace(/__chn$/, '');
    expect(receipt.manual[0]!.todo).toContain(`--where "DeveloperName='${developerName}'"`);
    expect(channels().channels()).toHaveLength(1);
    expect((await world.connect()).channel).toBe(channel);
    expect(channels().channels()).toHaveLength(1);
  });

  it('gives up after a day on what the org refuses, says how it is done by hand, and forgets the rest', async () => {
    world.emulator.faults.inject({ name: 'tooling.channel_delete_failed', times: 'always' });
    await world.stopWorker();
    await ask('erase');
    await approve();
    await world.db.query(`UPDATE removals SET decided_at = decided_at - interval '25 hours'`);
    await world.startWorker();
    const { receipt } = await untilDone();
    expect(receipt!.manual.map(({ what }) => what)).toEqual(['channel']);
    expect(receipt!.remote).toMatchObject({ channels: [], accessRevoked: true });
    expect(await findCredential(world.db, world.accountId, id)).toBeNull();
  });

  it('changes nothing where it is declined or taken back, and may be asked for again', async () => {
    await ask('erase');
    await expect(ask('keep')).rejects.toMatchObject({ code: 'conflict' });
    expect((await dropRemoval(world.context, await find(), decision())).state).toBe('declined');
    await expect(approve()).rejects.toMatchObject({ code: 'conflict' });
    await ask('keep');
    const own = { by: world.ownerId, fromOperator: false, note: null };
    expect((await dropRemoval(world.context, await find(), own)).state).toBe('withdrawn');
    expect(await find()).toMatchObject({ status: 'active', streamState: 'live' });
    expect(channels().members()).toHaveLength(5);
  });

  it('lets nothing be changed on the connection from its approval on', async () => {
    await world.stopWorker();
    await ask('erase');
    await approve();
    expect((await approve()).state).toBe('approved');
    const choice = { accountId: world.accountId, connectionId: id, changedBy: world.ownerId };
    const remoteUserId = world.emulator.orgs[0]!.people.get('remy')!;
    await expect(
      setMapping(world.context, { ...choice, remoteUserId, userId: world.ownerId }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await expect(ask('keep')).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      approveRemoval(world.context, { ...(await find()), id: randomUUID() }, decision()),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
