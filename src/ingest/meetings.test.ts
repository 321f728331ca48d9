import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../test/helpers/until.ts';
import { openWorld, type World } from '../../test/helpers/world.ts';

const start = Date.UTC(2026, 10, 26, 9, 0);

interface Meeting {
  readonly title: string;
  readonly category: string;
  readonly remote_user_id: string;
  readonly missing_names: readonly string[] | null;
}

describe('a meeting', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    const { org } = world.emulator;
    for (const [key, TimeZoneSidKey] of Object.entries({ jon: 'America/Los_Angeles', mara: 'Asia/Tokyo' }))
      org.put('User', { ...org.find('User', personId(key))!, TimeZoneSidKey });
    await world.connect();
  });
  afterAll(() => world.close());

  const personId = (key: string) => world.emulator.orgs[0]!.people.get(key)!;
  const as = () => ({ userId: personId('jon'), origin: '' });

  async function meetingOf(event: string): Promise<Meeting | null> {
    const rows = await world.db.query<Meeting>(
      `SELECT title, category, remote_user_id, missing_names FROM activities
       WHERE object_id = $1 AND action = 'meeting'`,
      [event],
    );
    return rows[0] ?? null;
  }

  /** Books a meeting of Jon's and invites people to it in the same transaction. */
  function book(invited: readonly string[], values: Readonly<Record<string, unknown>> = {}): string {
    let event = '';
    world.emulator.org.transact(as(), (tx) => {
      event = tx.create('Event', {
        Subject: 'Planning',
        ActivityDateTime: start,
        DurationInMinutes: 30,
        ...values,
      });
      for (const RelationId of invited) tx.create('EventRelation', { EventId: event, RelationId });
    });
    return event;
  }

  const settles = (event: string, category: string) =>
    until(`the meeting is a ${category}`, async () => {
      const meeting = await meetingOf(event);
      return meeting?.category === category && meeting.missing_names === null ? meeting : null;
    });

  it('is what its invitations say: from outside, among colleagues, or nobody else', async () => {
    const contact = world.emulator.org.records('Contact')[0]!.Id as string;
    const [outside, inside, alone] = [book([personId('mara'), contact]), book([personId('mara')]), book([])];
    await settles(outside, 'meeting_external');
    await settles(inside, 'meeting_internal');
    expect(await settles(alone, 'calendar_block')).toMatchObject({ title: 'Blocked time: Planning' });
  });

  it('is read again when it changes, for somebody may have been invited', async () => {
    const event = book([]);
    await settles(event, 'calendar_block');
    world.emulator.org.transact(as(), (tx) => {
      tx.create('EventRelation', { EventId: event, RelationId: personId('ines') });
      tx.update('Event', event, { DurationInMinutes: 45 });
    });
    expect(await settles(event, 'meeting_internal')).toMatchObject({ title: 'Meeting: Planning' });
  });

  // Harm: a day off of somebody in Los Angeles stood on the day before, from four in the afternoon.
  it('that lasts all day is on its date where its owner lives, on the night of a clock change too', async () => {
    const event = book([], { IsAllDayEvent: true, ActivityDateTime: null, ActivityDate: '2026-11-01' });
    const startsAt = async () => {
      const [row] = await world.db.query<{ at: number }>(
        `SELECT occurred_at AS at FROM activities WHERE object_id = $1 AND action = 'meeting'`,
        [event],
      );
      return row && new Date(row.at).toISOString();
    };
    await settles(event, 'calendar_block');
    expect(await startsAt()).toBe('2026-11-01T07:00:00.000Z');
    world.emulator.org.transact(as(), (tx) => tx.update('Event', event, { ActivityDate: '2026-11-02' }));
    await until('it is a day later', async () => (await startsAt()) === '2026-11-02T08:00:00.000Z');
    world.emulator.org.transact(as(), (tx) => tx.update('Event', event, { OwnerId: personId('mara') }));
    await until('it is Mara’s day', async () => (await startsAt()) === '2026-11-01T15:00:00.000Z');
  });

  // Harm: handed over in the second in which it was read, it stayed with the old owner for good.
  it('goes to whom it is handed', async () => {
    const event = book([]);
    await settles(event, 'calendar_block');
    world.emulator.org.transact(as(), (tx) => tx.update('Event', event, { OwnerId: personId('mara') }));
    await until('Mara has it', async () => (await meetingOf(event))?.remote_user_id === personId('mara'));
  });
});
