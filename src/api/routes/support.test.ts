import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EventStream, openEventStream } from '../../../test/helpers/eventStream.ts';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';
import { until } from '../../../test/helpers/until.ts';

type Who = Person | 'stranger';
interface Said {
  readonly id: string;
  readonly threadId: string;
  readonly number: number;
  readonly text: string;
  readonly author: { readonly name: string; readonly operator: boolean };
}
interface Seen {
  readonly id: string;
  readonly subject: string;
  readonly unread: number;
  readonly waiting: boolean;
  readonly account: { readonly name: string };
}

// The stranger is the Owner of another account, and here an operator of the installation.
describe('the in-app chat', () => {
  let server: TestServer;
  let base: string;
  const open: EventStream[] = [];
  beforeAll(async () => {
    server = await openTestServer({ operators: ['stranger@other.example'] });
    base = await server.app.listen({ host: '127.0.0.1', port: 0 });
  });
  beforeEach(() => server.reset());
  afterEach(() => {
    for (const stream of open.splice(0)) stream.close();
  });
  afterAll(() => server?.close());

  const ask = (who: Who, method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) =>
    server.as(who)({ method, url: `/api/v1/support${path}`, ...(payload && { payload }) });
  async function say(who: Who, text: string, more: object = {}): Promise<Said> {
    const answer = await ask(who, 'POST', '/messages', { text, ...more });
    expect(answer.statusCode, answer.body).toBe(201);
    return answer.json();
  }
  const list = async <T>(who: Who, path: string): Promise<T[]> => {
    const answer = await ask(who, 'GET', path);
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json().items;
  };
  const threads = (who: Who) => list<Seen>(who, '/threads');
  const inbox = (who: Who, query = '') => list<Seen>(who, `/inbox${query}`);
  const listen = async (who: Who) => {
    const authorization = `Bearer ${server.token(who)}`;
    const stream = await openEventStream(`${base}/api/v1/support/stream`, { authorization });
    open.push(stream);
    await until('the chat is ready', () => stream.events.some(({ event }) => event === 'ready'));
    return stream;
  };
  const moved = (stream: EventStream) =>
    stream.events.filter(({ event }) => event === 'thread').map(({ data }) => JSON.parse(data) as Seen);

  it('is for whoever is signed in, and its inbox for operators only', async () => {
    expect((await server.app.inject('/api/v1/support/messages')).statusCode).toBe(401);
    const refused = await ask('olga', 'GET', '/inbox');
    expect(refused.statusCode).toBe(403);
    expect(refused.json().detail).toContain('operators of this installation');
    const me = async (who: Who) => (await server.as(who)({ url: '/api/v1/me' })).json().can.operate;
    expect([await me('olga'), await me('stranger')]).toEqual([false, true]);
  });

  // Harm: the Owner of any account gave themselves an operator's address, and was one over all accounts.
  it('makes an operator of nobody who gives themselves, or somebody else, the address of one', async () => {
    const email = 'Stranger@Other.example';
    const url = '/api/v1/users';
    const own = {
      method: 'PATCH',
      url: `${url}/${await server.userId('olga')}`,
      payload: { email },
    } as const;
    expect((await server.as('olga')(own)).statusCode).toBe(403);
    const added = { method: 'POST', url, payload: { email, name: 'Me', role: 'member' } } as const;
    expect((await server.as('olga')(added)).statusCode).toBe(403);
    expect((await ask('olga', 'GET', '/inbox')).statusCode).toBe(403);
  });

  it('lets somebody ask and an operator of another account answer, each message with its number', async () => {
    const first = await say('jon', 'My deals are late.\nWhy?');
    expect(first).toMatchObject({ number: 1, author: { name: 'Jon', operator: false } });
    const [waiting] = await inbox('stranger', '?waiting=true');
    expect(waiting).toMatchObject({ subject: 'My deals are late.', account: { name: 'acme.example' } });
    const { threadId } = first;
    const answer = await say('stranger', 'They are back.', { threadId });
    expect(answer).toMatchObject({ threadId, number: 2, author: { name: 'Stranger', operator: true } });
    expect(await inbox('stranger', '?waiting=true')).toEqual([]);
    const said = await list<Said>('jon', `/messages?threadId=${threadId}`);
    expect(said.map(({ text }) => text)).toEqual(['They are back.', 'My deals are late.\nWhy?']);
    const page = (await ask('jon', 'GET', `/messages?threadId=${threadId}&limit=1`)).json();
    const rest = await list<Said>('jon', `/messages?threadId=${threadId}&limit=1&cursor=${page.nextCursor}`);
    expect(rest.map(({ number }) => number)).toEqual([1]);
  });

  it('keeps a thread to whoever began it, and one of a connection to those who handle connections', async () => {
    const own = await say('jon', 'Between us');
    const connectionId = await server.addConnection();
    const shared = await say('theo', 'About the org', { connectionId });
    const subjects = async (who: Who) => (await threads(who)).map(({ subject }) => subject).sort();
    expect(await subjects('jon')).toEqual(['Between us']);
    expect(await subjects('olga')).toEqual(['About the org']);
    expect(await subjects('mara')).toEqual([]);
    for (const [who, { threadId }] of [
      ['olga', own],
      ['jon', shared],
    ] as const) {
      expect((await ask(who, 'GET', `/messages?threadId=${threadId}`)).statusCode).toBe(404);
      expect((await ask(who, 'POST', '/messages', { threadId, text: 'x' })).statusCode).toBe(404);
      expect((await ask(who, 'PUT', `/threads/${threadId}/read`, { number: 1 })).statusCode).toBe(404);
    }
    expect((await ask('jon', 'POST', '/messages', { connectionId, text: 'x' })).statusCode).toBe(403);
    expect((await ask('stranger', 'POST', '/messages', { connectionId, text: 'x' })).statusCode).toBe(404);
    expect(await list<Said>('jon', '/messages')).toHaveLength(1);
  });

  it('counts for each person what they have not read, and marks never go backwards', async () => {
    const { threadId } = await say('jon', 'One');
    await say('jon', 'Two', { threadId });
    const unread = async (who: Who) => (await ask(who, 'GET', '/unread')).json();
    expect(await unread('jon')).toEqual({ threads: 0, messages: 0, waiting: null });
    expect((await inbox('stranger'))[0]!.unread).toBe(2);
    await ask('stranger', 'PUT', `/threads/${threadId}/read`, { number: 2 });
    await ask('stranger', 'PUT', `/threads/${threadId}/read`, { number: 1 });
    expect((await inbox('stranger'))[0]!.unread).toBe(0);
    expect(await unread('stranger')).toEqual({ threads: 0, messages: 0, waiting: 1 });
    await ask('stranger', 'PUT', `/threads/${threadId}/read`, { number: 99 });
    await say('stranger', 'Three', { threadId });
    expect(await unread('jon')).toEqual({ threads: 1, messages: 1, waiting: null });
  });

  it.each([
    ['an empty one', { text: ' \n ' }],
    ['one that is too long', { text: 'x'.repeat(4001) }],
    ['one with control characters', { text: 'a\u0000b' }],
    ['one with an escape sequence', { text: 'a\u001b[31mb' }],
    ['a thread that is no id', { text: 'x', threadId: 'mine' }],
  ])('refuses a message: %s', async (_, body) => {
    expect((await ask('jon', 'POST', '/messages', body)).statusCode).toBe(400);
    expect(await threads('jon')).toEqual([]);
  });

  it('gives back exactly the text that was written', async () => {
    const text = '<b>bold</b> & "quotes"\tπ 🦘';
    expect((await say('jon', text)).text).toBe(text);
  });

  it('lets nobody write more than 30 messages a minute', async () => {
    const answers: number[] = [];
    for (let index = 0; index < 31; index++) {
      answers.push((await ask('tom', 'POST', '/messages', { text: `${index}` })).statusCode);
    }
    expect(answers.filter((status) => status === 201)).toHaveLength(30);
    expect(answers.at(-1)).toBe(429);
  });

  it('is seen live by those who may see the thread, and by nobody else', async () => {
    const [jon, mara, operator] = [await listen('jon'), await listen('mara'), await listen('stranger')];
    const { threadId } = await say('jon', 'Hello');
    await until('the operator sees it', () => moved(operator).some(({ id }) => id === threadId));
    await say('stranger', 'Hello back', { threadId });
    await until('the person sees the answer', () => moved(jon).at(-1)?.unread === 1);
    await say('mara', 'Of my own');
    await until('the third sees their own', () => moved(mara).length > 0);
    expect(moved(mara).map(({ subject }) => subject)).toEqual(['Of my own']);
    expect(moved(jon).every(({ id }) => id === threadId)).toBe(true);
  });
});
