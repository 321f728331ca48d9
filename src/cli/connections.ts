import type { Context } from '../ingest/context.ts';
import { cancelImport, startImport } from '../ingest/imports.ts';
import { requestSweep } from '../ingest/requests.ts';
import { listAccounts } from '../store/accounts.ts';
import { type ConnectionRow, listConnections } from '../store/connections.ts';
import { listFeatureStates } from '../store/features.ts';
import { requireConnection } from './lookUp.ts';
import { type OutputOptions, printJson, printLine, printRows } from './output.ts';

/** Lists the connections of all accounts. */
export async function connectionList({ db }: Context, options: OutputOptions): Promise<void> {
  const rows = [];
  for (const { id, domain } of await listAccounts(db)) {
    for (const row of await listConnections(db, id)) rows.push({ account: domain, ...toRow(row) });
  }
  printRows(rows, options);
}

/** Shows a connection with its features. */
export async function connectionShow({ db }: Context, id: string, options: OutputOptions): Promise<void> {
  const connection = await requireConnection(db, id);
  const features = await listFeatureStates(db, connection.accountId, connection.id);
  const shown = features.map(({ feature, path, status, enabled, reason }) => ({
    ...{ feature, path, status, enabled, reason: reason?.code ?? null },
  }));
  if (options.json) return printJson({ ...toRow(connection), features: shown });
  printRows([toRow(connection)], options);
  printLine('');
  printRows(shown, options);
}

/** Asks for a sweep; a worker does it, the running one or the next that starts. */
export async function sweepNow(
  context: Context,
  id: string,
  kind: string,
  options: OutputOptions,
): Promise<void> {
  const { accountId } = await requireConnection(context.db, id);
  const asked = kind.replaceAll('-', '_') as 'field_history' | 'delta' | 'users';
  tellRun(await requestSweep(context, { accountId, connectionId: id }, asked), options);
}

/** Asks for older field history, or ends the import that runs. */
export async function importNow(
  context: Context,
  id: string,
  options: OutputOptions & { readonly months?: number; readonly cancel?: boolean },
): Promise<void> {
  const { accountId } = await requireConnection(context.db, id);
  const ref = { accountId, connectionId: id };
  if (!options.cancel && options.months === undefined) throw new Error('say --months N, or --cancel');
  tellRun(
    await (options.cancel ? cancelImport(context, ref) : startImport(context, ref, options.months!)),
    options,
  );
}

function tellRun({ runId }: { runId: string }, { json }: OutputOptions): void {
  if (json) printJson({ runId });
  else printLine(`Run ${runId}. A worker does it: the running one, or the next that starts.`);
}

function toRow(row: ConnectionRow) {
  const { id, name, environment, edition, status, statusReason, streamState } = row;
  const shown = { id, name, environment, edition, status, stream: streamState };
  return { ...shown, reason: statusReason?.code ?? null, organization: row.organizationId };
}
