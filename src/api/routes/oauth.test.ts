import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type Person, type TestServer } from '../../../test/helpers/server.ts';

// The login host of these tests answers nobody: a state that is accepted gets as far as the exchange.
const accepted = 'exchange_failed';

describe('coming back from the consent page', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openTestServer();
  });
  beforeEach(() => server.reset());
  afterAll(() => server.close());

  async function signIn(who: Person | 'stranger') {
    const payload = { token: server.token(who) };
    const answer = await server.app.inject({ method: 'POST', url: '/api/v1/session', payload });
    const cookie = `${answer.cookies[0]!.name}=${answer.cookies[0]!.value}`;
    const me = await server.app.inject({ url: '/api/v1/me', headers: { cookie } });
    return { cookie, 'x-csrf-token': me.json().csrfToken as string };
  }
  const connect = async (headers: Record<string, string>) => {
    const answer = await server.app.inject({
      ...{ method: 'POST', url: '/api/v1/services/salesforce/connections', headers },
      payload: { environment: 'production', edition: 'enterprise' },
    });
    const { id, authorizationUrl } = answer.json() as { id: string; authorizationUrl: string };
    return { id, state: new URL(authorizationUrl).searchParams.get('state')! };
  };
  const byToken = (who: Person) => ({ authorization: `Bearer ${server.token(who)}` });
  const comeBack = async (state: string, headers: Record<string, string> = {}, query = 'code=x') => {
    const url = `/oauth/salesforce/callback?state=${state}&${query}`;
    const { headers: answer, statusCode } = await server.app.inject({ url, headers });
    expect(statusCode).toBe(303);
    expect(answer['referrer-policy']).toBe('no-referrer');
    return new URL(String(answer.location), 'http://localhost').searchParams.get('error');
  };
  const rows = () => server.db.query('SELECT 1 FROM connections');

  it('refuses what a session began to no session, another session of the same person, and a stranger', async () => {
    const mine = await signIn('olga');
    const { state } = await connect(mine);
    for (const headers of [{}, await signIn('olga'), await signIn('theo'), await signIn('stranger')]) {
      const { cookie } = headers as { cookie?: string };
      expect(await comeBack(state, cookie ? { cookie } : {})).toBe('invalid_state');
    }
    // None of them used the state up, and none of them ended the connection.
    expect(await rows()).toHaveLength(1);
    expect(await comeBack(state, { cookie: mine.cookie })).toBe(accepted);
  });

  it('refuses a session that has ended meanwhile', async () => {
    const mine = await signIn('olga');
    const { state } = await connect(mine);
    await server.app.inject({ method: 'DELETE', url: '/api/v1/session', headers: mine });
    expect(await comeBack(state, { cookie: mine.cookie })).toBe('invalid_state');
  });

  it('takes what a token began without any cookie, or with one of the same user, from nobody else', async () => {
    const first = await connect(byToken('olga'));
    expect(await comeBack(first.state, { cookie: (await signIn('theo')).cookie })).toBe('invalid_state');
    expect(await comeBack(first.state)).toBe(accepted);
    const second = await connect(byToken('olga'));
    expect(await comeBack(second.state, { cookie: (await signIn('olga')).cookie })).toBe(accepted);
  });

  it('takes a state once, also when two come at the same moment', async () => {
    const { state } = await connect(byToken('olga'));
    const answers = await Promise.all([comeBack(state), comeBack(state), comeBack(state)]);
    expect(answers.sort()).toEqual([accepted, 'invalid_state', 'invalid_state']);
    expect(await comeBack(state)).toBe('invalid_state');
  });

  it('takes no state after ten minutes', async () => {
    const { state } = await connect(byToken('olga'));
    server.now += 10 * 60_000 + 1;
    expect(await comeBack(state)).toBe('invalid_state');
  });

  it.each([
    ['error=access_denied&error_description=end-user+denied+authorization', 'access_denied'],
    ['error=access-denied', 'access_denied'],
    ['error=OAUTH_APP_BLOCKED&error_description=this+app+is+blocked+by+admin', 'app_blocked'],
    ['error=OAUTH_APP_ACCESS_DENIED', 'app_blocked'],
    ['error=invalid_client&error_description=app+must+be+installed+into+org', 'app_not_installed'],
    ['error=OAUTH_APPROVAL_ERROR_GENERIC', 'app_not_installed'],
    ['error=something_new', 'exchange_failed'],
    ['', 'exchange_failed'],
  ])('goes to the services page with the code for %s, and the connection is gone', async (query, code) => {
    const { state } = await connect(byToken('olga'));
    expect(await comeBack(state, {}, query)).toBe(code);
    expect(await rows()).toEqual([]);
  });

  it('replaces no production org, and begins to replace a sandbox', async () => {
    const id = await server.addConnection();
    const replace = () => server.as('olga')({ method: 'POST', url: `/api/v1/connections/${id}/replace` });
    expect((await replace()).json()).toMatchObject({ status: 409, code: 'conflict' });
    await server.db.query(`UPDATE connections SET environment = 'sandbox'`);
    const { authorizationUrl } = (await replace()).json() as { authorizationUrl: string };
    expect(new URL(authorizationUrl).host).toBe('test.salesforce.example');
  });
});
