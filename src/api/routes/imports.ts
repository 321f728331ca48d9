import { cancelImport, startImport } from '../../ingest/imports.ts';
import { noteAsked } from '../asked.ts';
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
    const connection = await requireConnection(api, actor, params.id);
    const { accountId, id } = connection;
    const answer = await startImport(api.context, { accountId, connectionId: id }, body.months);
    await noteAsked(api, actor, connection, 'import.asked', `${body.months} months`);
    return answer;
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
    const connection = await requireConnection(api, actor, params.id);
    const { accountId, id } = connection;
    const answer = await cancelImport(api.context, { accountId, connectionId: id });
    await noteAsked(api, actor, connection, 'import.cancelled', null);
    return answer;
  },
});

export const importRoutes = [start, cancel];
