import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';

// No worker runs here: what it does with an approved removal stands in ingest/removal.test.ts. The stranger is the
// Owner of another account, and an operator of the installation.
describe('the removal of a connection, over the API', () => {
  let server: TestServer;
  let id: string;
  beforeEach(async () => {
    server ??= await openTestServer({ operators: ['stranger@other.example'] });
    await server.reset();
    id = await server.addConnection();
  });
  afterAll(() => server?.close());

  async function ask(who: Person | 'stranger', call: string, payload?: object) {
    const [method, path] = call.split(' ') as ['GET' | 'POST' | 'DELETE', string];
    const url = path.startsWith('/') ? `/api/v1${path}` : `/api/v1/connections/${id}/${path}`;
    const answer = await server.as(who)({ method, url, ...(payload && { payload }) });
    return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() };
  }

  it('is refused to Members, and its approval to everybody but operators', async () => {
    expect((await ask('jon', 'POST removal', { data: 'keep' })).status).toBe(403);
    expect((await ask('olga', 'POST removal', { data: 'keep' })).status).toBe(202);
    expect((await ask('olga', 'POST removal/approve')).status).toBe(403);
    expect((await ask('olga', 'POST removal/decline')).status).toBe(403);
  });

  it('stands in the chat with its note, where an operator of another account finds and approves it', async () => {
    const asked = await ask('theo', 'POST removal', { data: 'erase', note: 'We leave Salesforce.' });
    expect(asked).toMatchObject({ status: 202, body: { state: 'asked', data: 'erase', decidedBy: null } });
    const [thread] = (await ask('stranger', 'GET /support/inbox?waiting=true')).body.items;
    expect(thread).toMatchObject({ id: asked.body.threadId, removal: { data: 'erase', state: 'asked' } });
    const [message] = (await ask('stranger', `GET /support/messages?threadId=${thread.id}`)).body.items;
    expect(message).toMatchObject({ kind: 'removal_request', author: { name: 'Theo' } });
    expect(message.text).toMatch(/erase its activities\.\n\nWe leave Salesforce\.$/);
    const approved = await ask('stranger', 'POST removal/approve', {});
    expect(approved).toMatchObject({
      status: 202,
      body: { state: 'approved', decidedBy: { name: 'Stranger' } },
    });
    expect(approved.body.steps[0]).toMatchObject({ key: 'stream', state: 'pending' });
    expect((await ask('olga', `GET /connections/${id}`)).body.status).toBe('removing');
    expect((await ask('stranger', 'GET removal')).body.state).toBe('approved');
    expect((await ask('olga', 'GET /audit?action=removal.approved')).body.items).toMatchObject([
      { user: { name: 'Stranger' }, connection: { id } },
    ]);
  });

  it('is asked for once, answered once, and has no receipt before it is done', async () => {
    expect((await ask('olga', 'GET removal')).status).toBe(404);
    expect((await ask('olga', 'POST removal', { data: 'burn' })).status).toBe(400);
    await ask('olga', 'POST removal', { data: 'keep' });
    expect((await ask('clara', 'POST removal', { data: 'keep' })).status).toBe(409);
    expect((await ask('olga', 'GET receipt')).status).toBe(404);
    expect((await ask('olga', 'DELETE removal')).status).toBe(204);
    expect((await ask('stranger', 'POST removal/approve')).status).toBe(409);
    await ask('olga', 'POST removal', { data: 'keep' });
    expect((await ask('stranger', 'POST removal/decline', { note: 'Call us first.' })).status).toBe(200);
    expect((await ask('olga', `GET /connections/${id}`)).body.status).toBe('provisioning');
  });
});
