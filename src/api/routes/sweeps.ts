import { requestSweep } from '../../ingest/requests.ts';
import { noteAsked } from '../asked.ts';
import { requireConnection } from '../connectionView.ts';
import { ConnectionParams, RunAnswer, SweepRequest } from '../contract.ts';
import { defineRoute } from '../route.ts';

const sweep = defineRoute({
  tag: 'connections',
  allow: 'connections',
  method: 'POST',
  url: '/api/v1/connections/:id/sweeps',
  summary: 'Run a sweep now; answers the running one where one runs',
  params: ConnectionParams,
  body: SweepRequest,
  response: RunAnswer,
  status: 202,
  handler: async (api, { actor, params, body }) => {
    const connection = await requireConnection(api, actor, params.id);
    const { accountId, id } = connection;
    const answer = await requestSweep(api.context, { accountId, connectionId: id }, body.kind);
    await noteAsked(api, actor, connection, 'sweep.asked', body.kind);
    return answer;
  },
});

export const sweepRoutes = [sweep];
