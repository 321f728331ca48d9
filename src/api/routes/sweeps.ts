import { requestSweep } from '../../ingest/requests.ts';
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
    const { accountId, id } = await requireConnection(api, actor, params.id);
    return requestSweep(api.context, { accountId, connectionId: id }, body.kind);
  },
});

export const sweepRoutes = [sweep];
