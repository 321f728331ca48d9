import { activities, coverage } from './ledger.ts';
import { connection, connectionId, features, me, remoteUsers, runs, service, users } from './org.ts';
import type { Answers } from './server.ts';
import { audit, messages, threads } from './talk.ts';

const list = (items: readonly unknown[]) => ({ body: { items, nextCursor: null } });
const own = `/connections/${connectionId}`;

/** Answers of a stage on which all is well, seen by one of the cast (the Owner); `more` says what differs. */
export const signedIn = (more: Answers = {}, who = 0): Answers => ({
  'GET /me': { body: me(who) },
  'GET /users': list(users),
  'GET /services': list([service()]),
  'GET /alerts': {
    body: {
      mail: {
        ...{ server: 'smtp.acme.example:465', from: 'alerts@acme.example' },
        to: [{ name: 'Theo Tech', email: 'theo@acme.example' }],
      },
      webhook: { host: 'hooks.acme.example', signed: true },
    },
  },
  [`GET ${own}`]: { body: connection() },
  [`GET ${own}/features`]: list(features()),
  [`GET ${own}/users`]: (query) => {
    const state = query.get('state');
    return list(
      remoteUsers.filter(
        ({ mapping, remoteUser }) =>
          state === null || mapping.state === state || (state === 'former' && !remoteUser.active),
      ),
    );
  },
  [`GET ${own}/runs`]: (query) => {
    const kinds = query.getAll('kind');
    return list(runs.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind)));
  },
  [`GET ${own}/coverage`]: { body: coverage() },
  'GET /activities': list(activities),
  'GET /audit': list(audit),
  'GET /support/unread': { body: { threads: 0, messages: 0, waiting: null } },
  'GET /support/threads': list(threads.slice(1)),
  'GET /support/inbox': list(threads),
  'GET /support/messages': list(messages),
  [`PUT /support/threads/${threads[0]!.id}/read`]: { body: null },
  ...more,
});

/** Answers for somebody who has not signed in. */
export const signedOut: Answers = {
  'GET /session/providers': { body: { items: [], nextCursor: null, demo: false } },
  'GET /first-run': { body: { needed: false } },
};
