import { notFound, SalesforceError } from '../org/errors.ts';
import { parseId } from '../org/ids.ts';
import { toolingObjects } from '../org/objects/tooling.ts';
import { resolveId } from '../org/rows.ts';
import { hasChangeDataCapture } from '../org/settings.ts';
import { toRows } from '../org/tables.ts';
import { malformed, parseSoql } from '../soql/parse.ts';
import { renderDateTime } from '../soql/render.ts';
import { runQuery } from '../soql/run.ts';
import type { QuerySource } from '../soql/source.ts';
import { type ApiAnswer, type ApiCall, objectBody, route } from './api.ts';
import { type Kind, toolingRows } from './toolingRows.ts';

const SOBJECT = /^\/tooling\/sobjects\/(PlatformEventChannel|PlatformEventChannelMember)\/?$/;
const RECORD = /^\/tooling\/sobjects\/(PlatformEventChannel|PlatformEventChannelMember)\/(\w{15,18})\/?$/;

/** The part of the Tooling API that Change Data Capture is set up with. */
export const toolingRoutes = [
  route('GET', /^\/tooling\/query\/?$/, query),
  route('POST', SOBJECT, (call, [kind]) => created(create(writer(call), kind as Kind))),
  route('GET', RECORD, (call, [kind, id]) => ({ status: 200, body: read(call, kind as Kind, id!) })),
  route('PATCH', RECORD, (call, [kind, id]) => update(writer(call), kind as Kind, requireId(id!))),
  route('DELETE', RECORD, (call, [kind, id]) => {
    const { channels } = writer(call).org;
    if (kind === 'PlatformEventChannel') channels.deleteChannel(requireId(id!));
    else channels.deleteMember(requireId(id!));
    return { status: 204 };
  }),
];

function query(call: ApiCall): ApiAnswer {
  const soql = call.query.get('q');
  if (!soql) throw malformed('A query string has to be specified');
  const { entity, totalSize, page } = runQuery(soql, toolingSource(call), false);
  checkMetadata(soql, totalSize);
  const rows = page(0, totalSize).map((row) =>
    typeof row.Metadata === 'string' ? { ...row, Metadata: JSON.parse(row.Metadata) } : row,
  );
  return {
    status: 200,
    body: {
      size: rows.length,
      totalSize,
      done: true,
      queryLocator: null,
      entityTypeName: entity,
      records: rows,
    },
  };
}

function checkMetadata(soql: string, size: number): void {
  const fields = (parseSoql(soql).fields ?? []).map((each) =>
    each.type === 'Field' ? each.field.toLowerCase() : '',
  );
  if (size <= 1 || !(fields.includes('metadata') || fields.includes('fullname'))) return;
  throw malformed(
    `When retrieving results with Metadata or FullName fields, the query qualifications must specify no more than one row for retrieval. Result size: ${size}`,
  );
}

function toolingSource(call: ApiCall): QuerySource {
  const { org } = call;
  const readable = canRead(call);
  return {
    objectDef: (name) => {
      const tooling = toolingObjects.get(name.toLowerCase());
      if (tooling) return readable ? tooling : undefined;
      return name.toLowerCase() === 'user' ? org.objectDef('User') : undefined;
    },
    rows: (object) => toRows(toolingRows(org, object as Kind)),
    resolve: (id) => resolveId(org, id),
    hiddenFields: () => new Set(),
    now: org.now,
    url: (object, id) => `/services/data/v${call.version}/tooling/sobjects/${object}/${id}`,
  };
}

/** Reading needs the feature and View Setup and Configuration. */
function canRead({ org, userId }: ApiCall): boolean {
  return hasChangeDataCapture(org.settings) && org.permissions.has(userId, 'ViewSetup');
}

/** Writing needs Customize Application as well. */
function writer(call: ApiCall): ApiCall {
  if (!hasChangeDataCapture(call.org.settings)) throw notFound();
  if (call.org.permissions.has(call.userId, 'CustomizeApplication')) return call;
  throw new SalesforceError(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights on cross-reference id');
}

function requireId(text: string): string {
  const id = parseId(text);
  if (!id) throw notFound();
  return id;
}

function read(call: ApiCall, kind: Kind, text: string): object {
  const id = parseId(text);
  const row = canRead(call) && toolingRows(call.org, kind).find((each) => each.Id === id);
  if (!row) throw notFound();
  const { Id, FullName, Metadata, CreatedDate, LastModifiedDate, ...rest } = row;
  const at = (ms: unknown): string => renderDateTime(Number(ms));
  return {
    attributes: { type: kind, url: `/services/data/v${call.version}/tooling/sobjects/${kind}/${Id}` },
    Id,
    ...rest,
    CreatedDate: at(CreatedDate),
    LastModifiedDate: at(LastModifiedDate),
    FullName,
    Metadata: JSON.parse(String(Metadata)),
  };
}

const CHANNEL_METADATA = ['channelType', 'label', 'urls', 'eventType'];
const MEMBER_METADATA = ['eventChannel', 'selectedEntity', 'enrichedFields', 'filterExpression', 'urls'];

function create(call: ApiCall, kind: Kind): string {
  const { fullName, metadata } = readBody(
    call,
    kind === 'PlatformEventChannel' ? CHANNEL_METADATA : MEMBER_METADATA,
  );
  if (!fullName) throw requiredField('FullName');
  if (kind === 'PlatformEventChannel') {
    const label = requireText(metadata, 'label');
    return call.org.channels.createChannel(fullName, requireText(metadata, 'channelType'), label).id;
  }
  refuseExtras(metadata);
  return call.org.channels.createMember(
    fullName,
    requireText(metadata, 'eventChannel'),
    requireText(metadata, 'selectedEntity'),
  ).id;
}

function readBody(
  call: ApiCall,
  known: readonly string[],
): { fullName: string | undefined; metadata: Record<string, unknown> } {
  const { FullName, Metadata } = objectBody(call);
  if (typeof Metadata !== 'object' || Metadata === null) throw requiredField('Metadata');
  const stranger = Object.keys(Metadata).find((key) => !known.includes(key));
  if (stranger)
    throw new SalesforceError(
      400,
      'JSON_PARSER_ERROR',
      `No such column '${stranger}' on sobject of type Metadata`,
    );
  return {
    fullName: typeof FullName === 'string' ? FullName : undefined,
    metadata: Metadata as Record<string, unknown>,
  };
}

/** Enriched fields and filters are real features that the emulator does not have: refused rather than ignored. */
function refuseExtras(metadata: Record<string, unknown>): void {
  const enriched = metadata.enrichedFields;
  if (metadata.filterExpression || (Array.isArray(enriched) && enriched.length > 0)) {
    throw new SalesforceError(400, 'INVALID_INPUT', 'enrichedFields and filterExpression are not emulated');
  }
}

function update(call: ApiCall, kind: Kind, id: string): ApiAnswer {
  const row = toolingRows(call.org, kind).find((each) => each.Id === id);
  if (!row) throw notFound();
  const { fullName, metadata } = readBody(
    call,
    kind === 'PlatformEventChannel' ? CHANNEL_METADATA : MEMBER_METADATA,
  );
  if (fullName !== undefined && fullName !== row.FullName) {
    throw new SalesforceError(
      400,
      'INVALID_INPUT',
      `Full name ${fullName} does not match the full name ${row.FullName} of the entity (id: ${id})`,
    );
  }
  if (kind === 'PlatformEventChannel') {
    call.org.channels.renameChannel(id, requireText(metadata, 'label'));
    return { status: 204 };
  }
  refuseExtras(metadata);
  const now = JSON.parse(String(row.Metadata)) as Record<string, unknown>;
  for (const name of ['eventChannel', 'selectedEntity']) {
    if (requireText(metadata, name) === now[name]) continue;
    throw new SalesforceError(
      400,
      'INVALID_INPUT',
      `Update is not supported for the ${name} field on platform event channel members.`,
      [name],
    );
  }
  return { status: 204 };
}

function requireText(metadata: Record<string, unknown>, name: string): string {
  const value = metadata[name];
  if (typeof value !== 'string' || value === '') throw requiredField(name);
  return value;
}

function requiredField(name: string): SalesforceError {
  return new SalesforceError(400, 'REQUIRED_FIELD_MISSING', `Required field is missing: ${name}`, [name]);
}

const created = (id: string): ApiAnswer => ({
  status: 201,
  body: { id, success: true, errors: [], warnings: [], infos: [] },
});
