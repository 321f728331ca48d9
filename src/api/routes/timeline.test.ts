import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Activity } from '../../../src/activity/activity.ts';
import { openTestServer, type Person, START, type TestServer } from '../../../test/helpers/server.ts';

describe('the filters and pages of the timeline', () => {
  let server: TestServer;
  let connection: string;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(async () => {
    await server.reset();
    connection = await server.addConnection();
  });
  afterAll(() => server.close());

  type Query = Record<string, string | string[]>;
  const ask = async (who: Person, query: Query = {}) => {
    const answer = await server.as(who)({ url: '/api/v1/activities', query });
    return { status: answer.statusCode, body: answer.json() };
  };
  const titles = async (who: Person, query: Query = {}) =>
    (await ask(who, query)).body.items.map((item: { title: string }) => item.title);
  const add = (who: Person | null, title: string, given: Partial<Activity> = {}) =>
    server.addActivity(connection, who, { title, ...given });

  it('narrows to categories, actions and objects', async () => {
    await add('jon', 'a deal', { action: 'created', objectId: '006A' });
    await add('jon', 'the same deal', { objectId: '006A' });
    await add('jon', 'a lead', { feature: 'leads', objectType: 'Lead', objectId: '00QA' });
    await add('tom', 'a meeting', { category: 'meeting_external', action: 'meeting', objectType: 'Event' });
    await add('jon', 'many deals', { objectId: null });
    expect((await titles('mara', { category: 'meeting_external' })).sort()).toEqual(['a meeting']);
    expect((await titles('olga', { action: ['created', 'meeting'] })).sort()).toEqual([
      'a deal',
      'a meeting',
    ]);
    expect((await titles('olga', { objectType: ['Lead', 'Event'] })).sort()).toEqual(['a lead', 'a meeting']);
    expect((await titles('jon', { objectId: '006A' })).sort()).toEqual(['a deal', 'the same deal']);
    expect(await titles('jon', { objectId: '006A', action: 'created' })).toEqual(['a deal']);
  });

  it('finds words of titles by how they begin, in any order and case, and no entry of whom one may not see', async () => {
    await add('jon', 'Moved Acme renewal to Negotiation');
    await add('jon', 'Created the contact Zoë Ünal of blue-sky.example');
    await add('pia', 'Moved Acme expansion to Proposal');
    await add(null, 'Moved Acme leftovers');
    const found = (who: Person, text: string) => titles(who, { text });
    expect((await found('olga', 'acme')).sort()).toEqual([
      'Moved Acme expansion to Proposal',
      'Moved Acme renewal to Negotiation',
    ]);
    expect(await found('mara', 'nego ACME')).toEqual(['Moved Acme renewal to Negotiation']);
    expect(await found('mara', 'expansion')).toEqual([]);
    expect(await found('jon', 'sky')).toHaveLength(1);
    expect(await found('jon', 'blue-sky.example')).toHaveLength(1);
    expect(await found('jon', 'zoë')).toHaveLength(1);
    expect(await found('jon', "it's' | !acme & ( :* \\")).toEqual([]);
    expect(await found('jon', 'cme')).toEqual([]);
  });

  it('answers 400 for what cannot be meant', async () => {
    expect((await ask('olga', { category: 'gossip' })).body.detail).toContain('there is no gossip');
    expect((await ask('olga', { action: 'whispered' })).status).toBe(400);
    expect((await ask('olga', { text: ' ?! ' })).status).toBe(400);
    expect((await ask('olga', { direction: 'newer' })).status).toBe(400);
    const { body } = await ask('olga', { at: new Date(START).toISOString() });
    const both = { cursor: body.previousCursor, at: new Date(START).toISOString() };
    expect((await ask('olga', both)).status).toBe(400);
  });

  const addHours = async (count: number) => {
    for (let hour = 1; hour <= count; hour += 1) {
      await add(hour % 2 ? 'jon' : 'tom', `${hour}`, { occurredAt: START - hour * 3_600_000 });
    }
  };

  it.each(['olga', 'mara'] as const)(
    'pages to both sides for %s and comes back to where it began',
    async (who) => {
      await addHours(7);
      const first = (await ask(who, { limit: '3' })).body;
      expect(first.previousCursor).toBeNull();
      const second = (await ask(who, { limit: '3', cursor: first.nextCursor })).body;
      expect(second.items.map((item: { title: string }) => item.title)).toEqual(['4', '5', '6']);
      const back = (await ask(who, { limit: '3', cursor: second.previousCursor, direction: 'newer' })).body;
      expect(back.items).toEqual(first.items);
      expect(back.previousCursor).toBeNull();
      expect(back.nextCursor).toBe(first.nextCursor);
      const closer = (await ask(who, { limit: '2', cursor: second.previousCursor, direction: 'newer' })).body;
      expect(closer.items.map((item: { title: string }) => item.title)).toEqual(['2', '3']);
      expect(closer.previousCursor).not.toBeNull();
    },
  );

  it('jumps to a moment and goes on to both sides from there', async () => {
    await addHours(5);
    const at = new Date(START - 3 * 3_600_000).toISOString();
    const jumped = (await ask('olga', { at, limit: '1' })).body;
    expect(jumped.items.map((item: { title: string }) => item.title)).toEqual(['4']);
    // From the page's own end, so that nothing stands on two pages.
    const newer = { cursor: jumped.previousCursor, direction: 'newer', limit: '2' };
    expect(await titles('olga', newer)).toEqual(['2', '3']);
    const empty = (await ask('olga', { at: '2020-01-01T00:00:00Z' })).body;
    expect(empty.items).toEqual([]);
    expect(empty.nextCursor).toBeNull();
    expect(await titles('olga', { cursor: empty.previousCursor, direction: 'newer', limit: '2' })).toEqual([
      '4',
      '5',
    ]);
    expect(await titles('olga', { at, direction: 'newer', limit: '1' })).toEqual(['3']);
  });

  it('finds what is rare by half hours, page by page to both sides, and misses and doubles none', async () => {
    const wanted: string[] = [];
    for (let nth = 0; nth < 60; nth += 1) {
      const minutes = (nth * 37) % 211;
      const category = nth % 4 === 0 ? ('call' as const) : ('record_change' as const);
      // Several of one moment, and some that nobody has yet.
      const given = { category, occurredAt: START - minutes * 60_000 };
      const id = await server.addActivity(connection, nth % 8 === 4 ? null : 'jon', given);
      if (category === 'call' && nth % 8 !== 4) wanted.push(`${given.occurredAt} ${id}`);
    }
    const ids = wanted
      .sort()
      .reverse()
      .map((key) => key.split(' ')[1]);
    const walk = async (query: Query, next: 'nextCursor' | 'previousCursor') => {
      const pages: string[][] = [];
      let last = query;
      for (;;) {
        const { body } = await ask('olga', { category: 'call', limit: '3', ...last });
        pages.push(body.items.map((item: { id: string }) => item.id));
        if (body[next] === null) return pages;
        last = { cursor: body[next], ...(next === 'previousCursor' && { direction: 'newer' }) };
      }
    };
    // The one of this very moment is still to come.
    const past = ids.filter((id) => !wanted.includes(`${START} ${id}`));
    expect((await walk({}, 'nextCursor')).flat()).toEqual(past);
    const back = await walk({ at: '2026-01-01T00:00:00Z', direction: 'newer' }, 'previousCursor');
    expect(back.reverse().flat()).toEqual(past);
  });
});
