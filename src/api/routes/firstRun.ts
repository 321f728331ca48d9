import { checkFirstRunLink, createFirstAccount, needsFirstRun } from '../../people/firstRun.ts';
import { requireOwnOrigin, startSession } from '../auth.ts';
import { FirstRun, FirstRunCheck, FirstRunLink, FirstRunRequest } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { iso } from '../times.ts';

const url = '/api/v1/first-run';
const PER_MINUTE = 30;

const state = defineRoute({
  method: 'GET',
  url,
  summary: 'Whether this installation waits for its first account',
  tag: 'session',
  allow: 'anyone',
  response: FirstRun,
  handler: async (api) => ({ needed: await needsFirstRun(api.context) }),
});

const check = defineRoute({
  method: 'POST',
  url: `${url}/check`,
  summary: 'Whether the link from the terminal still serves',
  tag: 'session',
  allow: 'anyone',
  body: FirstRunCheck,
  response: FirstRunLink,
  perMinute: PER_MINUTE,
  handler: async (api, { body }) => ({ expiresAt: iso(await checkFirstRunLink(api.context, body.token)) }),
});

const create = defineRoute({
  method: 'POST',
  url,
  summary: 'Create the first account with its Owner, who is then signed in; uses the link up',
  tag: 'session',
  allow: 'anyone',
  body: FirstRunRequest,
  status: 204,
  perMinute: PER_MINUTE,
  handler: async (api, { body, request, reply }) => {
    // Before the link is used up, not when the session begins.
    requireOwnOrigin(api, request);
    const { account, owner } = body;
    const who = await createFirstAccount(api.context, body.token, { ...account, owner });
    await startSession(api, request, reply, { ...who, method: 'first-run' });
  },
});

export const firstRunRoutes = [state, check, create];
