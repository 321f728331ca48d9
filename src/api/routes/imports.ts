import { cancelImport, startImport } from '../../ingest/imports.ts';
import { requireConnection } from '../connectionView.ts';
import { ConnectionParams, ImportRequest, RunAnswer } from '../contract.ts';
import { defineRoute } from '../route.ts';

const url = '/api/v1/connections/:id/imports';
const guarded = { tag: 'connections', allow: 'connections' } as const;

const start = defineRoute({
  ...guarded,
  method: 'POST',
  url,
  summary: 'Import older field history, 1 to 18 months; answers the running import where one runs',
  params: ConnectionParams,
  body: ImportRequest,
  response: RunAnswer,
  status: 202,
  handler: async (api, { actor, params, body }) => {
    const { accountId, id } = await requireConnection(api, actor, params.id);
    return startImport(api.context, { accountId, connectionId: id }, body.months);
  },
});

const cancel = defineRoute({
  ...guarded,
  method: 'DELETE',
  url,
  summary: 'Cancel the running import; what it has read stays',
  params: ConnectionParams,
  response: RunAnswer,
  handler: async (api, { actor, params }) => {
    const { accountId, id } = await requireConnection(api, actor, params.id);
    return cancelImport(api.context, { accountId, connectionId: id });
  },
});

export const importRoutes = [start, cancel];
