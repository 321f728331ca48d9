import { SalesforceError } from '../org/errors.ts';
import { parseId } from '../org/ids.ts';
import type { Transaction } from '../org/transaction.ts';
import type { ObjectDef } from '../org/types.ts';
import { readValues } from '../org/validate.ts';
import { type ApiAnswer, type ApiCall, objectBody, originOf, route } from './api.ts';
import { readCreate, requireWriteable } from './sobjects.ts';

/** Records of one call. */
const MAX_RECORDS = 200;
const PATH = /^\/composite\/sobjects\/?$/;

type Item = Readonly<Record<string, unknown>> & { readonly attributes?: { readonly type?: string } };
/** What is done to one record; returns its id. */
type Work = (tx: Transaction) => string;

/** sObject Collections: up to 200 records created, changed or deleted in one transaction. */
export const collectionRoutes = [
  route('POST', PATH, (call) => write(call, (item, def) => create(call, item, def))),
  route('PATCH', PATH, (call) => write(call, (item, def) => update(call, item, def))),
  route('DELETE', PATH, (call) => {
    const ids = (call.query.get('ids') ?? '').split(',').filter(Boolean);
    return run(
      call,
      call.query.get('allOrNone') === 'true',
      ids.map((id) => () => remove(call, id)),
    );
  }),
];

function write(call: ApiCall, work: (item: Item, def: ObjectDef) => Work): ApiAnswer {
  const { records, allOrNone } = objectBody(call);
  if (!Array.isArray(records))
    throw new SalesforceError(400, 'JSON_PARSER_ERROR', 'Required field records is missing');
  const items = records as Item[];
  return run(
    call,
    allOrNone === true,
    items.map((item) => () => work(item, requireWriteable(call, item.attributes?.type ?? ''))),
  );
}

function create(call: ApiCall, { attributes, ...item }: Item, def: ObjectDef): Work {
  const values = readCreate(call, def, item);
  return (tx) => tx.create(def.name, values);
}

function update(call: ApiCall, { attributes, id, Id, ...item }: Item, def: ObjectDef): Work {
  const known = parseId(String(id ?? Id));
  if (!known) throw new SalesforceError(400, 'MALFORMED_ID', `malformed id ${String(id ?? Id)}`);
  const values = readValues(def, item, 'update', call.org.hiddenFields(call.userId, def.name));
  return (tx) => {
    tx.update(def.name, known, values);
    return known;
  };
}

function remove(call: ApiCall, text: string): Work {
  const id = parseId(text);
  const def = id && call.org.objectOfId(id);
  if (!def) throw new SalesforceError(400, 'MALFORMED_ID', `malformed id ${text}`);
  requireWriteable(call, def.name);
  return (tx) => {
    tx.delete(def.name, id);
    return id;
  };
}

/** Runs all in one transaction. A record that fails is told in its place; with allOrNone it undoes the others. */
function run(call: ApiCall, allOrNone: boolean, steps: readonly (() => Work)[]): ApiAnswer {
  if (steps.length > MAX_RECORDS) {
    throw new SalesforceError(
      400,
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${MAX_RECORDS} records in this request`,
    );
  }
  const failed = new Map<number, SalesforceError>();
  const attempt = (tx: Transaction): (string | undefined)[] => {
    const ids = steps.map((step, index) => {
      try {
        return step()(tx);
      } catch (error) {
        if (!(error instanceof SalesforceError)) throw error;
        failed.set(index, error);
        return undefined;
      }
    });
    if (allOrNone && failed.size > 0) throw new Undone();
    return ids;
  };
  const ids = orUndone(() => call.org.transact({ userId: call.userId, origin: originOf(call) }, attempt));
  const body = steps.map((_, index) => {
    const id = ids?.[index];
    return id ? { id, success: true, errors: [] } : { success: false, errors: [errorOf(failed.get(index))] };
  });
  return { status: 200, body };
}

/** Thrown to undo the transaction of a collection. */
class Undone extends Error {}

function orUndone<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Undone) return undefined;
    throw error;
  }
}

function errorOf(error: SalesforceError | undefined): object {
  if (error) return { statusCode: error.errorCode, message: error.message, fields: error.fields };
  return {
    statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    message:
      'Record rolled back because not all records were valid and the request was using AllOrNone header',
    fields: [],
  };
}
