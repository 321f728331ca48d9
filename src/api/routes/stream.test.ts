import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EventStream, openEventStream } from '../../../test/helpers/eventStream.ts';
import { openTestServer, type Person, START, type TestServer } from '../../../test/helpers/server.ts';
import { until } from '../../../test/helpers/until.ts';
import { appendFeed } from '../../store/feed.ts';

describe('the live timeline', () => {
  let server: TestServer;
  let base: string;
  let connection: string;
  const open: EventStream[] = [];
  beforeAll(async () => {
    server = await openTestServer();
    base = await server.app.listen({ host: '127.0.0.1', port: 0 });
  });
  beforeEach(async () => {
    await server.reset();
    connection = await server.addConnection();
  });
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });
  afterAll(() => server.close());

  async function listen(who: Person | 'stranger', query = '', headers = {}): Promise<EventStream> {
    const authorization = `Bearer ${server.token(who)}`;
    const url = `${base}/api/v1/activities/stream${query}`;
    const stream = await openEventStream(url, { authorization, ...headers });
    open.push(stream);
    return stream;
  }
  const shown = (stream: EventStream) =>
    stream.events.map(({ event, data }) => [event, JSON.parse(data).title ?? JSON.parse(data).id]);
  const add = (who: Person | null, title: string, given = {}) =>
    server.addActivity(connection, who, { title, ...given });

  it('refuses who is not signed in, and a filter that one may not use', async () => {
    expect((await fetch(`${base}/api/v1/activities/stream`)).status).toBe(401);
    expect((await listen('jon', `?userId=${await server.userId('pia')}`)).status).toBe(403);
    expect((await listen('jon', '', { 'last-event-id': 'x' })).status).toBe(400);
  });

  it('shows each reader the entries of those whom they may see, and nothing of others', async () => {
    const [mara, jon] = [await listen('mara'), await listen('jon')];
    await add('pia', 'of pia');
    await add(null, 'of nobody');
    await add('jon', 'of jon');
    await until('both have seen it', () => mara.events.length > 0 && jon.events.length > 0);
    expect(shown(mara)).toEqual([['activity', 'of jon']]);
    expect(shown(jon)).toEqual([['activity', 'of jon']]);
  });

  it('sends an entry again when it changes, and its removal when it leaves the filter', async () => {
    const stream = await listen('tom', '?feature=opportunities');
    const id = await add('jon', 'first');
    await until('it came', () => stream.events.length === 1);
    await add('jon', 'second', { id });
    await until('it came again', () => stream.events.length === 2);
    await add('pia', 'second', { id });
    await until('it went', () => stream.events.length === 3);
    expect(shown(stream)).toEqual([
      ['activity', 'first'],
      ['activity', 'second'],
      ['activity_removed', id],
    ]);
  });

  it('keeps to category, action, object and words of titles, and takes away what leaves them', async () => {
    const stream = await listen('tom', '?category=call&category=note&objectId=00TA&action=noted&text=acm');
    const wanted = { category: 'note', action: 'noted', objectId: '00TA' } as const;
    await add('jon', 'Acme: other category', { ...wanted, category: 'email' });
    await add('jon', 'Acme: other action', { ...wanted, action: 'created' });
    await add('jon', 'Acme: other object', { ...wanted, objectId: '00TB' });
    await add('jon', 'Other words', wanted);
    await add('pia', 'Acme: other person', wanted);
    const id = await add('jon', 'Noted on Acme', wanted);
    await until('it came', () => stream.events.length === 1);
    await add('jon', 'Noted on Globex', { ...wanted, id });
    await until('it went', () => stream.events.length === 2);
    expect(shown(stream)).toEqual([
      ['activity', 'Noted on Acme'],
      ['activity_removed', id],
    ]);
  });

  it('sends an entry again whose duration somebody sets', async () => {
    const stream = await listen('jon');
    const id = await add('jon', 'one');
    await until('it came', () => stream.events.length === 1);
    const url = `/api/v1/activities/${id}/duration`;
    await server.as('tom')({ method: 'PUT', url, payload: { seconds: 300 } });
    await until('it came again', () => stream.events.length === 2);
    expect(JSON.parse(stream.events[1]!.data)).toMatchObject({
      id,
      durationSeconds: 300,
      durationSource: 'edited',
    });
  });

  it('removes an entry that the page may have from before', async () => {
    const id = await add('jon', 'old');
    server.now += 60_000;
    const stream = await listen('jon');
    await add(null, 'old', { id, receivedAt: START });
    await until('it went', () => stream.events.length === 1);
    expect(shown(stream)).toEqual([['activity_removed', id]]);
  });

  it('removes a meeting that went to somebody else while the page was open', async () => {
    const id = await add('jon', 'meeting');
    server.now += 60_000;
    const jon = await listen('jon');
    await server.addActivity(connection, 'pia', { id, title: 'meeting', receivedAt: server.now });
    await appendFeed(server.db, await server.accountId(), [], [id]);
    await server.db.notify('feed', await server.accountId());
    await until('it went', () => jon.events.length === 1);
    expect(shown(jon)).toEqual([['activity_removed', id]]);
  });

  it('loses nothing while the reader is away', async () => {
    const first = await listen('jon');
    await add('jon', 'one');
    await until('it came', () => first.events.length === 1);
    first.close();
    for (const title of ['two', 'three']) await add('jon', title);
    const again = await listen('jon', '', { 'last-event-id': first.events[0]!.id! });
    await until('the rest came', () => again.events.length === 2);
    expect(again.events.map(({ data }) => JSON.parse(data).title)).toEqual(['two', 'three']);
    expect(again.events.map(({ id }) => Number(id))).toEqual([2, 3]);
  });

  it('tells its position at once, so that even the first cut loses nothing', async () => {
    await add('jon', 'before');
    const stream = await listen('jon');
    expect(stream.raw()).toMatch(/^id: 1$/m);
    expect(stream.events).toEqual([]);
  });

  it('says reset where the position is not kept any more', async () => {
    const stream = await listen('jon', '', { 'last-event-id': '999' });
    await until('it said so', () => stream.events.length === 1);
    expect(stream.events[0]).toMatchObject({ event: 'reset', id: '0' });
  });

  it('follows a changed role while it is open', async () => {
    const stream = await listen('jon');
    await server.db.query(`UPDATE users SET role = 'executive' WHERE email = 'jon@acme.example'`);
    await add('pia', 'of pia');
    await until('it came', () => stream.events.length === 2);
    expect(shown(stream)).toEqual([
      ['reset', undefined],
      ['activity', 'of pia'],
    ]);
  });

  it('ends when the sign-in ends', async () => {
    const stream = await listen('jon');
    await server.db.query('DELETE FROM api_tokens');
    await add('jon', 'too late');
    await stream.ended;
    expect(stream.events).toEqual([]);
  });

  it('keeps accounts apart', async () => {
    const stream = await listen('stranger');
    await add('jon', 'of acme');
    await server.addActivity(await server.addConnection('stranger'), 'stranger', { title: 'own' });
    await until('the own one came', () => stream.events.length === 1);
    expect(shown(stream)).toEqual([['activity', 'own']]);
  });

  it('tells a reader to read anew when others report to them, and ends when they may no longer sign in', async () => {
    const [tom, mara] = [await listen('tom'), await listen('mara')];
    const change = async (who: Person, payload: object) => {
      const url = `/api/v1/users/${await server.userId(who)}`;
      expect((await server.as('olga')({ method: 'PATCH', url, payload })).statusCode).toBe(200);
    };
    await change('pia', { managerId: await server.userId('tom') });
    await until('both are told', () => tom.events.length === 1 && mara.events.length === 1);
    expect(tom.events[0]!.event).toBe('reset');
    await add('pia', 'of pia');
    await until('both see it', () => tom.events.length === 2 && mara.events.length === 2);
    await change('tom', { role: 'member' });
    await until('tom is told', () => tom.events.length === 3);
    await add('jon', 'of jon');
    await until('mara sees it', () => mara.events.length === 3);
    await change('tom', { active: false });
    await tom.ended;
    expect(tom.events.map(({ event }) => event)).toEqual(['reset', 'activity', 'reset']);
  });
});

describe('closing the server', () => {
  it('ends open streams at once', async () => {
    const server = await openTestServer();
    const base = await server.app.listen({ host: '127.0.0.1', port: 0 });
    const headers = { authorization: `Bearer ${server.token('jon')}` };
    const answer = await fetch(`${base}/api/v1/activities/stream`, { headers });
    const rest = answer.text();
    await server.close();
    expect(await rest).toContain('retry:');
  });
});
