import type { z } from 'zod';
import { RequestError } from '../../errors.ts';
import { approveRemoval, askRemoval, dropRemoval } from '../../ingest/removal.ts';
import { removalSteps } from '../../ingest/removalSteps.ts';
import { type ConnectionRow, findAnyConnection } from '../../store/connections.ts';
import { findRemoval, listRemovalSteps, type RemovalRow } from '../../store/removals.ts';
import type { Api } from '../api.ts';
import type { Actor } from '../auth.ts';
import { requireConnection } from '../connectionView.ts';
import { ConnectionParams, Receipt, Removal, RemovalDecision, RemovalRequest } from '../contract.ts';
import { defineRoute } from '../route.ts';
import { iso, isoOrNull } from '../times.ts';
import { isOperator } from '../visibility.ts';

const base = '/api/v1/connections/:id';
const tag = 'removal';

const ask = defineRoute({
  method: 'POST',
  url: `${base}/removal`,
  summary: 'Ask for the removal of a connection; the wish stands in the chat until an operator answers it',
  tag,
  allow: 'connections',
  params: ConnectionParams,
  body: RemovalRequest,
  response: Removal,
  status: 202,
  handler: async (api, { actor, params, body }) => {
    const connection = await requireConnection(api, actor, params.id);
    const { data, note = null } = body;
    return toRemoval(api, await askRemoval(api.context, connection, { data, note, by: actor.user.id }));
  },
});

const one = defineRoute({
  method: 'GET',
  url: `${base}/removal`,
  summary: 'The newest removal of a connection, with its steps',
  tag,
  allow: 'connectionsOrOperators',
  params: ConnectionParams,
  response: Removal,
  handler: async (api, { actor, params }) =>
    toRemoval(api, await requireRemoval(api, await requireForRemoval(api, actor, params.id))),
});

const withdraw = defineRoute({
  method: 'DELETE',
  url: `${base}/removal`,
  summary: 'Take the wish back, while nobody has answered it',
  tag,
  allow: 'connections',
  params: ConnectionParams,
  status: 204,
  handler: async (api, { actor, params }) => {
    const connection = await requireConnection(api, actor, params.id);
    await dropRemoval(api.context, connection, { by: actor.user.id, fromOperator: false, note: null });
  },
});

const approve = defineRoute({
  method: 'POST',
  url: `${base}/removal/approve`,
  summary: 'Approve a removal, as an operator: the connection is removed in the background',
  tag,
  allow: 'operators',
  params: ConnectionParams,
  body: RemovalDecision,
  response: Removal,
  status: 202,
  handler: async (api, { actor, params, body }) => {
    const connection = await requireForRemoval(api, actor, params.id);
    const decision = { by: actor.user.id, fromOperator: true, note: body?.note ?? null };
    return toRemoval(api, await approveRemoval(api.context, connection, decision));
  },
});

const decline = defineRoute({
  method: 'POST',
  url: `${base}/removal/decline`,
  summary: 'Decline a removal, as an operator: the connection stays',
  tag,
  allow: 'operators',
  params: ConnectionParams,
  body: RemovalDecision,
  response: Removal,
  handler: async (api, { actor, params, body }) => {
    const connection = await requireForRemoval(api, actor, params.id);
    const decision = { by: actor.user.id, fromOperator: true, note: body?.note ?? null };
    return toRemoval(api, await dropRemoval(api.context, connection, decision));
  },
});

const receipt = defineRoute({
  method: 'GET',
  url: `${base}/receipt`,
  summary: 'What a removal removed, in Salesforce and here, and what is still to be done by hand',
  tag,
  allow: 'connectionsOrOperators',
  params: ConnectionParams,
  response: Receipt,
  handler: async (api, { actor, params }) => {
    const removal = await requireRemoval(api, await requireForRemoval(api, actor, params.id));
    if (removal.receipt === null) {
      throw new RequestError('not_found', 'There is no receipt yet: the connection is not removed.');
    }
    const { remote, ...told } = removal.receipt;
    return {
      ...told,
      erased: { ...told.erased },
      manual: told.manual.map((each) => ({ ...each })),
      salesforce: { ...remote, channels: [...remote.channels], members: [...remote.members] },
    };
  },
});

/** A connection of the actor's account, or of any where they are an operator; 404 for any other id. */
async function requireForRemoval(api: Api, actor: Actor, id: string): Promise<ConnectionRow> {
  const found = isOperator(api, actor) ? await findAnyConnection(api.context.db, id) : null;
  return found ?? requireConnection(api, actor, id);
}

async function requireRemoval(api: Api, { accountId, id }: ConnectionRow): Promise<RemovalRow> {
  const removal = await findRemoval(api.context.db, accountId, id);
  if (removal === null) throw new RequestError('not_found', 'No removal of this connection is asked for.');
  return removal;
}

async function toRemoval(api: Api, row: RemovalRow): Promise<z.infer<typeof Removal>> {
  const saved = new Map(
    (await listRemovalSteps(api.context.db, row)).map((step) => [step.key, step] as const),
  );
  return {
    id: row.id,
    connectionId: row.connectionId,
    threadId: row.threadId,
    data: row.data,
    state: row.state,
    askedBy: { userId: row.askedBy, name: row.askedByName ?? '' },
    askedAt: iso(row.askedAt),
    decidedBy: row.decidedBy === null ? null : { userId: row.decidedBy, name: row.decidedByName ?? '' },
    decidedAt: isoOrNull(row.decidedAt),
    finishedAt: isoOrNull(row.finishedAt),
    steps: removalSteps.map(({ key, name }) => {
      const step = saved.get(key);
      return {
        ...{ key, name, state: step?.state ?? ('pending' as const) },
        ...{ counts: { ...step?.counts }, manual: step?.manual ?? null },
      };
    }),
  };
}

export const removalRoutes = [ask, one, withdraw, approve, decline, receipt];
