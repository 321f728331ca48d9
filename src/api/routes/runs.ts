import { listRuns, type RunRow } from '../../store/runs.ts';
import { requireConnection } from '../connectionView.ts';
import { ConnectionParams, RunList, RunListQuery } from '../contract.ts';
import { parseCursor, timeAndId, toPage } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { iso, isoOrNull } from '../times.ts';

const runs = defineRoute({
  tag: 'connections',
  allow: 'connections',
  method: 'GET',
  url: '/api/v1/connections/:id/runs',
  summary: 'What was run for the connection, newest first',
  params: ConnectionParams,
  query: RunListQuery,
  response: RunList,
  handler: async (api, { actor, params, query }) => {
    const { id } = await requireConnection(api, actor, params.id);
    const position = parseCursor(query.cursor, timeAndId);
    const before = position && { startedAt: position[0], id: position[1] };
    const { kind: kinds, state: states, limit } = query;
    const wanted = { kinds, states, before, limit: limit + 1 };
    const rows = await listRuns(api.context.db, actor.account.id, id, wanted);
    return toPage(rows, limit, (row) => [row.startedAt, row.id], toRun);
  },
});

function toRun(row: RunRow) {
  return {
    ...row,
    startedAt: iso(row.startedAt),
    finishedAt: isoOrNull(row.finishedAt),
    counts: { ...row.counts },
  };
}

export const runRoutes = [runs];
