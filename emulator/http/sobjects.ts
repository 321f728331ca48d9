import { notFound, SalesforceError } from '../org/errors.ts';
import { parseId } from '../org/ids.ts';
import { childrenOf } from '../org/objects/children.ts';
import { restFields } from '../org/objects/index.ts';
import type { OrgRecord, Values } from '../org/record.ts';
import { resolveId } from '../org/rows.ts';
import type { FieldDef, ObjectDef } from '../org/types.ts';
import { readValues } from '../org/validate.ts';
import { renderRecord, visibleFields } from '../soql/render.ts';
import { type ApiAnswer, type ApiCall, objectBody, originOf, route } from './api.ts';
import { describeObject, describeSummary } from './describe.ts';
import { accessTo, readableObject } from './query.ts';

const baseOf = (call: ApiCall): string => `/services/data/v${call.version}`;

/** Describe, read, create, update and delete of records. */
export const sobjectRoutes = [
  route('GET', /^\/sobjects\/?$/, listObjects),
  route('GET', /^\/sobjects\/(\w+)\/describe\/?$/, (call, [name = '']) => {
    const def = requireResource(call, name);
    return {
      status: 200,
      body: describeObject(
        def,
        accessOf(call, def),
        call.org.hiddenFields(call.userId, def.name),
        baseOf(call),
        childrenOf(def.name, (child) => readableObject(call.org, call.userId, child)),
      ),
    };
  }),
  route('GET', /^\/sobjects\/(\w+)\/?$/, (call, [name = '']) => {
    const def = requireResource(call, name);
    return {
      status: 200,
      body: { objectDescribe: describeSummary(def, accessOf(call, def), baseOf(call)), recentItems: [] },
    };
  }),
  route('POST', /^\/sobjects\/(\w+)\/?$/, (call, [name = '']) => create(call, requireWriteable(call, name))),
  route('GET', /^\/sobjects\/(\w+)\/(\w{15,18})\/?$/, (call, [name = '', id = '']) =>
    read(call, requireResource(call, name), id),
  ),
  route('PATCH', /^\/sobjects\/(\w+)\/(\w{15,18})\/?$/, (call, [name = '', id = '']) =>
    update(call, requireWriteable(call, name), id),
  ),
  route('DELETE', /^\/sobjects\/(\w+)\/(\w{15,18})\/?$/, (call, [name = '', id = '']) =>
    remove(call, requireWriteable(call, name), id),
  ),
];

const accessOf = ({ org, userId }: ApiCall, def: ObjectDef) => accessTo(org, userId, def);

function listObjects(call: ApiCall): ApiAnswer {
  const readable = call.org.objects.filter((def) => accessOf(call, def).read);
  const sobjects = readable.map((def) => describeSummary(def, accessOf(call, def), baseOf(call)));
  return { status: 200, body: { encoding: 'UTF-8', maxBatchSize: 200, sobjects } };
}

/** As a URL, an object that is not there is a resource that does not exist. */
export function requireResource(call: ApiCall, name: string): ObjectDef {
  const def = readableObject(call.org, call.userId, name);
  if (!def) throw notFound();
  return def;
}

/** The object where the user may change its records. */
export function requireWriteable(call: ApiCall, name: string): ObjectDef {
  const def = requireResource(call, name);
  if (def.writeable && accessOf(call, def).edit) return def;
  throw new SalesforceError(
    403,
    'INSUFFICIENT_ACCESS_OR_READONLY',
    'insufficient access rights on object id',
  );
}

function requireRecord(call: ApiCall, def: ObjectDef, text: string): OrgRecord {
  const id = parseId(text);
  const found = id ? resolveId(call.org, id, def.name) : undefined;
  if (!found) throw notFound();
  const { record } = found;
  if (record.IsDeleted) throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted');
  return record;
}

function read(call: ApiCall, def: ObjectDef, id: string): ApiAnswer {
  const record = requireRecord(call, def, id);
  const fields = selectFields(def, call.query.get('fields'), call.org.hiddenFields(call.userId, def.name));
  const url = `${baseOf(call)}/sobjects/${def.name}/${record.Id}`;
  return { status: 200, body: renderRecord(def, record, url, fields) };
}

function selectFields(def: ObjectDef, asked: string | null, hidden: ReadonlySet<string>): FieldDef[] {
  if (asked === null) return visibleFields(def, hidden);
  const all = restFields(def);
  return asked.split(',').map((each) => {
    const field = all.get(each.trim().toLowerCase());
    if (field && !hidden.has(field.name)) return field;
    throw new SalesforceError(
      400,
      'INVALID_FIELD',
      `No such column '${each.trim()}' on sobject of type ${def.name}`,
    );
  });
}

/** What a create says, checked: with audit fields where the user may set them. */
export function readCreate(call: ApiCall, def: ObjectDef, body: Readonly<Record<string, unknown>>): Values {
  const { org, userId } = call;
  const audit = org.permissions.has(userId, 'CreateAuditFields');
  return readValues(def, body, 'create', org.hiddenFields(userId, def.name), audit);
}

function create(call: ApiCall, def: ObjectDef): ApiAnswer {
  const values = readCreate(call, def, objectBody(call));
  const id = call.org.transact({ userId: call.userId, origin: originOf(call) }, (tx) =>
    tx.create(def.name, values),
  );
  return {
    status: 201,
    headers: { location: `${baseOf(call)}/sobjects/${def.name}/${id}` },
    body: { id, success: true, errors: [] },
  };
}

function update(call: ApiCall, def: ObjectDef, text: string): ApiAnswer {
  const { Id } = requireRecord(call, def, text);
  const values = readValues(def, objectBody(call), 'update', call.org.hiddenFields(call.userId, def.name));
  call.org.transact({ userId: call.userId, origin: originOf(call) }, (tx) => tx.update(def.name, Id, values));
  return { status: 204 };
}

function remove(call: ApiCall, def: ObjectDef, text: string): ApiAnswer {
  const { Id } = requireRecord(call, def, text);
  call.org.transact({ userId: call.userId, origin: originOf(call) }, (tx) => tx.delete(def.name, Id));
  return { status: 204 };
}
