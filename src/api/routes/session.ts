import { RequestError } from '../../errors.ts';
import { listAccounts } from '../../store/accounts.ts';
import { writeAudit } from '../../store/audit.ts';
import { findKnownToken, findTokenOwner, hashToken } from '../../store/tokens.ts';
import { findUser, isSignInAllowed, listUsers } from '../../store/users.ts';
import type { Api } from '../api.ts';
import { endSession, startSession } from '../auth.ts';
import { DemoCast, DemoSessionRequest, Me, SessionRequest } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { isOperator, mayConnect, mayManagePeople } from '../visibility.ts';
import { toUser } from './users.ts';

const SIGN_INS_PER_MINUTE = 60;

const signIn = defineRoute({
  method: 'POST',
  url: '/api/v1/session',
  summary: 'Sign a browser in with an API token',
  tag: 'session',
  allow: 'anyone',
  body: SessionRequest,
  status: 204,
  perMinute: SIGN_INS_PER_MINUTE,
  handler: async (api, { body, request, reply }) => {
    const apiTokenHash = hashToken(body.token);
    const owner = await findTokenOwner(api.context.db, apiTokenHash, api.context.clock.now());
    if (owner === null) {
      await noteRefusal(api, apiTokenHash);
      throw new RequestError('unauthenticated', 'This token is not known.');
    }
    const who = { accountId: owner.account.id, userId: owner.id };
    await startSession(api, request, reply, { ...who, method: 'token', apiTokenHash });
  },
});

// Whoever comes with a token that ended is known to its account; any other text is nobody's.
async function noteRefusal({ context: { db, clock } }: Api, tokenHash: Uint8Array): Promise<void> {
  const token = await findKnownToken(db, tokenHash);
  if (token === null) return;
  const { accountId, name } = token;
  const deed = { accountId, by: null, action: 'session.refused', at: clock.now() } as const;
  await writeAudit(db, { ...deed, subject: name, details: { method: 'token', reason: 'token_ended' } });
}

const signOut = defineRoute({
  method: 'DELETE',
  url: '/api/v1/session',
  summary: 'End the session',
  tag: 'session',
  allow: 'signedIn',
  evenReading: true,
  status: 204,
  handler: (api, { request, reply }) => endSession(api, request, reply),
});

const me = defineRoute({
  method: 'GET',
  url: '/api/v1/me',
  summary: 'Who I am and what I may do',
  tag: 'session',
  allow: 'signedIn',
  response: Me,
  handler: async (api, { actor }) => ({
    user: toUser(actor.user),
    account: actor.account,
    csrfToken: actor.csrfToken,
    can: {
      connect: mayConnect(actor),
      managePeople: mayManagePeople(actor),
      operate: isOperator(api, actor),
    },
    operators: (api.context.operators?.size ?? 0) > 0,
    mail: (api.context.alerts?.mail ?? null) !== null,
    demo: api.demo,
  }),
});

const demoCast = defineRoute({
  method: 'GET',
  url: '/api/v1/demo/cast',
  summary: 'Whom to sign in as with one click; in demo mode only',
  tag: 'session',
  allow: 'anyone',
  response: DemoCast,
  handler: async (api) => {
    const accountId = await requireDemoAccount(api);
    const users = await listUsers(api.context.db, accountId, { ids: null, after: null, limit: 200 });
    return { items: users.filter(isSignInAllowed).map(toUser) };
  },
});

const demoSession = defineRoute({
  method: 'POST',
  url: '/api/v1/demo/session',
  summary: 'Sign in as one of the cast; in demo mode only',
  tag: 'session',
  allow: 'anyone',
  body: DemoSessionRequest,
  status: 204,
  perMinute: SIGN_INS_PER_MINUTE,
  handler: async (api, { body, request, reply }) => {
    const accountId = await requireDemoAccount(api);
    const user = await findUser(api.context.db, accountId, body.userId);
    if (user === null || !isSignInAllowed(user))
      throw new RequestError('not_found', 'There is no such user.');
    await startSession(api, request, reply, { accountId, userId: body.userId, method: 'demo' });
  },
});

// The cast is the oldest account: the one that the demo's bootstrap file made.
async function requireDemoAccount(api: Api): Promise<string> {
  const account = api.demo ? (await listAccounts(api.context.db))[0] : undefined;
  if (account === undefined) throw new RequestError('not_found', 'This installation is no demo.');
  return account.id;
}

export const sessionRoutes = [signIn, signOut, me, demoCast, demoSession];
