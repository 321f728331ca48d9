import { RequestError } from '../../errors.ts';
import { feedChannel } from '../../ingest/context.ts';
import { writeAudit } from '../../store/audit.ts';
import { deleteSessions, listSessions, type SessionRow } from '../../store/sessions.ts';
import { findUser } from '../../store/users.ts';
import type { Api } from '../api.ts';
import { type Actor, sessionHashOf, sessionTime } from '../auth.ts';
import { EndedSessions, SessionList, SessionParams, SessionQuery } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { iso } from '../times.ts';
import { mayManagePeople } from '../visibility.ts';

const url = '/api/v1/sessions';

const list = defineRoute({
  method: 'GET',
  url,
  summary: 'Browsers that are signed in as me, last used first',
  tag: 'session',
  allow: 'signedIn',
  query: SessionQuery,
  response: SessionList,
  handler: async (api, { actor, query }) => {
    const userId = chooseOwner(actor, query.userId);
    const time = sessionTime(api.context.clock.now());
    const rows = await listSessions(api.context.db, actor.account.id, userId, sessionHashOf(actor), time);
    return { items: rows.map(toSession), nextCursor: null };
  },
});

const endOne = defineRoute({
  method: 'DELETE',
  url: `${url}/:id`,
  summary: 'Sign one browser out',
  tag: 'session',
  allow: 'signedIn',
  params: SessionParams,
  query: SessionQuery,
  status: 204,
  handler: async (api, { actor, params, query }) => {
    const ended = await end(api, actor, query.userId, { id: params.id, keptHash: null });
    if (ended === 0) throw new RequestError('not_found', 'There is no such session.');
  },
});

const endOthers = defineRoute({
  method: 'DELETE',
  url,
  summary: 'Sign all browsers out but the one that asks',
  tag: 'session',
  allow: 'signedIn',
  query: SessionQuery,
  response: EndedSessions,
  handler: async (api, { actor, query }) => ({
    ended: await end(api, actor, query.userId, { id: null, keptHash: sessionHashOf(actor) }),
  }),
});

async function end(
  api: Api,
  actor: Actor,
  userId: string | undefined,
  which: { id: string | null; keptHash: Uint8Array | null },
): Promise<number> {
  const { db, clock } = api.context;
  const accountId = actor.account.id;
  const whose = chooseOwner(actor, userId);
  const ended = await db.transaction(async (tx) => {
    const sessions = await deleteSessions(tx, accountId, whose, which);
    const person = sessions > 0 ? await findUser(tx, accountId, whose) : null;
    if (person === null) return sessions;
    const deed = { accountId, by: actor.user.id, action: 'session.ended', at: clock.now() } as const;
    await writeAudit(tx, { ...deed, subject: person.email, details: { how: 'ended', sessions } });
    return sessions;
  });
  // Open streams of theirs look, and end.
  if (ended > 0) await db.notify(feedChannel, accountId);
  return ended;
}

function chooseOwner(actor: Actor, userId: string | undefined): string {
  if (userId === undefined || userId === actor.user.id) return actor.user.id;
  if (mayManagePeople(actor)) return userId;
  throw new RequestError('forbidden', 'You see and end your own sessions only.');
}

function toSession(row: SessionRow) {
  return {
    ...row,
    createdAt: iso(row.createdAt),
    lastUsedAt: iso(row.lastUsedAt),
    expiresAt: iso(row.expiresAt),
  };
}

export const sessionListRoutes = [list, endOne, endOthers];
