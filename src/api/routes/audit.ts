import type { z } from 'zod';
import { RequestError } from '../../errors.ts';
import { type AuditFilter, type AuditRow, auditActions, listAudit } from '../../store/audit.ts';
import type { Api } from '../api.ts';
import { AuditList, AuditQuery } from '../contract.ts';
import { sendCsv, wantsCsv } from '../csv.ts';
import { parseCursor, timeAndId, toPage } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { iso } from '../times.ts';

const EXPORT_PAGE = 1000;
const columns = ['at', 'user', 'userId', 'action', 'connection', 'connectionId', 'subject', 'details'];

const audit = defineRoute({
  method: 'GET',
  url: '/api/v1/audit',
  summary: 'Who changed which setting when, newest first; all of it as CSV by Accept or format',
  tag: 'audit',
  allow: 'connections',
  query: AuditQuery,
  response: AuditList,
  media: 'text/csv',
  handler: async (api, { actor, query, request, reply }) => {
    const filter = toFilter(query);
    if (wantsCsv(request, query.format)) {
      const pages = readPages(api, actor.account.id, filter);
      return sendCsv(reply, 'audit.csv', columns, pages) as never;
    }
    const position = parseCursor(query.cursor, timeAndId);
    const before = position && { at: position[0], id: position[1] };
    const rows = await listAudit(api.context.db, actor.account.id, filter, before, query.limit + 1);
    return toPage(rows, query.limit, (row) => [row.at, row.id], toEntry);
  },
});

function toFilter(query: z.output<typeof AuditQuery>): AuditFilter {
  const strange = query.action.find((action) => !auditActions.some((known) => known === action));
  if (strange !== undefined) {
    throw new RequestError('invalid_request', `action: must be one of ${auditActions.join(', ')}.`);
  }
  return {
    userIds: query.userId,
    actions: query.action,
    connectionIds: query.connectionId,
    from: query.from === undefined ? null : Date.parse(query.from),
    to: query.to === undefined ? null : Date.parse(query.to),
  };
}

async function* readPages(api: Api, accountId: string, filter: AuditFilter) {
  for (let before: AuditRow | null = null; ; ) {
    const rows: AuditRow[] = await listAudit(api.context.db, accountId, filter, before, EXPORT_PAGE);
    yield rows.map((row) => [
      ...[iso(row.at), row.userName, row.userId, row.action, row.connectionName, row.connectionId],
      ...[row.subject, JSON.stringify(row.details)],
    ]);
    if (rows.length < EXPORT_PAGE) return;
    before = rows.at(-1)!;
  }
}

function toEntry(row: AuditRow) {
  return {
    id: row.id,
    at: iso(row.at),
    user: { id: row.userId, name: row.userName },
    action: row.action,
    connection: row.connectionId === null ? null : { id: row.connectionId, name: row.connectionName },
    subject: row.subject,
    details: { ...row.details },
  };
}

export const auditRoutes = [audit];
