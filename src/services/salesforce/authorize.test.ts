import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, fault, type Handler } from '../../../test/helpers/restOrg.ts';
import { openLog } from '../../lib/log.ts';
import { authorize } from './authorize.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const row = { Id: '00D000000000001', Name: 'Acme Inc.', OrganizationType: 'Developer Edition' };
const rows = (records: unknown[]): Answer => ({ body: { done: true, records } });

/** An org that tells as little of itself as it may; `answer` may answer before it does. */
async function connect(answer: (request: Parameters<Handler>[0]) => Answer | undefined) {
  const revoked: string[] = [];
  const grants: string[] = [];
  const handle = (request: Parameters<Handler>[0], form: URLSearchParams, origin: string): Answer => {
    const { path } = request;
    if (path === '/services/oauth2/revoke') revoked.push(form.get('token') ?? '');
    if (path === '/services/oauth2/revoke') return {};
    if (path === '/services/oauth2/token') {
      grants.push(form.get('grant_type') ?? '');
      const tokens = { access_token: `access-${grants.length}`, refresh_token: `refresh-${grants.length}` };
      return { body: { ...tokens, instance_url: origin, id: `${origin}/id/x/y` } };
    }
    if (path === '/id/x/y') return { body: { organization_id: row.Id, user_id: '005000000000001' } };
    const given = answer(request);
    if (given !== undefined) return given;
    if (path.includes('FROM Organization')) {
      return path.includes('IsSandbox') ? fault(400, 'INVALID_FIELD') : rows([row]);
    }
    if (path.includes('FROM UserPermissionAccess')) return fault(400, 'INVALID_TYPE');
    return path.includes('FROM PlatformEventChannel') ? rows([]) : { status: 404 };
  };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const origin = `http://${request.headers.host}`;
      const token = String(request.headers.authorization).replace('Bearer ', '');
      const path = decodeURIComponent(request.url ?? '');
      const seen = { method: String(request.method), path, token, headers: {}, body: undefined };
      const { status = 200, body } = handle(seen, new URLSearchParams(text), origin);
      response.writeHead(status).end(body === undefined ? undefined : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  const loginUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = {
    ...{
      clientId: 'client',
      clientSecret: 'secret',
      productionLoginUrl: loginUrl,
      sandboxLoginUrl: loginUrl,
    },
    ...{ pubsubUrl: loginUrl, apiVersion: '66.0', installationId: 'installation' },
  };
  const parts = {
    settings,
    clock: { now: () => 0, sleep: async () => {} },
    log: openLog({ level: 'silent' }),
  };
  const request = {
    ...{ environment: 'sandbox' as const, myDomain: null, state: 'state', codeVerifier: 'verifier' },
    redirectUri: 'http://localhost:3000/oauth/salesforce/callback',
  };
  return { done: authorize(parts, request, 'code', async () => null), revoked, grants };
}

describe('authorising an org that tells little of itself', () => {
  it('goes on without limits, permissions and environment, with ids of 18 characters', async () => {
    const { done, revoked } = await connect(() => undefined);
    expect(await done).toMatchObject({
      organization: { id: '00D000000000001EAA', edition: 'developer', sandbox: true },
      limits: { delivery: null },
      connectedBy: { remoteUserId: '005000000000001AAA' },
    });
    expect(revoked).toEqual([]);
  });

  it.each([fault(403, 'INSUFFICIENT_ACCESS'), fault(400, 'INVALID_TYPE'), fault(404, 'NOT_FOUND')])(
    'ends for want of a permission where the channels answer %j',
    async (answer) => {
      const { done, revoked } = await connect(({ path }) =>
        path.includes('FROM PlatformEventChannel') ? answer : undefined,
      );
      await expect(done).rejects.toMatchObject({ code: 'missing_permission' });
      expect(revoked).toEqual(['refresh-1']);
    },
  );

  it('ends where the API is off', async () => {
    const { done } = await connect(({ path }) =>
      path.endsWith('/limits') ? fault(403, 'API_DISABLED_FOR_ORG') : undefined,
    );
    await expect(done).rejects.toMatchObject({ code: 'api_disabled' });
  });

  it('renews a fresh token that is refused, once, and keeps the newer one', async () => {
    const { done, grants } = await connect(({ token }) =>
      token === 'access-1' ? fault(401, 'INVALID_SESSION_ID') : undefined,
    );
    expect(await done).toMatchObject({ credential: { accessToken: 'access-2', refreshToken: 'refresh-2' } });
    expect(grants).toEqual(['authorization_code', 'refresh_token']);
    const dead = await connect(() => ({ status: 401 }));
    await expect(dead.done).rejects.toMatchObject({ code: 'reconnect_required' });
    expect(dead.grants).toHaveLength(2);
    expect(dead.revoked).toEqual(['refresh-2']);
  });
});
