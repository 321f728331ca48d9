import { SalesforceError } from './errors.ts';
import { parseId } from './ids.ts';
import { restFields } from './objects/index.ts';
import type { Value } from './record.ts';
import type { FieldDef, ObjectDef } from './types.ts';

/** Stamps that whoever may set audit fields may say when a record is created. */
const AUDIT_FIELDS: ReadonlySet<string> = new Set([
  'CreatedById',
  'CreatedDate',
  'LastModifiedById',
  'LastModifiedDate',
]);

/**
 * Turns a JSON body into stored values; throws what the REST API answers for the first mistake. `audit`: the
 * caller may set audit fields.
 */
export function readValues(
  def: ObjectDef,
  body: Readonly<Record<string, unknown>>,
  mode: 'create' | 'update',
  hidden: ReadonlySet<string>,
  audit = false,
): Record<string, Value> {
  const fields = restFields(def);
  const values: Record<string, Value> = {};
  const refused: string[] = [];
  for (const [name, raw] of Object.entries(body)) {
    if (name === 'attributes') continue;
    const field = fields.get(name.toLowerCase());
    if (!field || hidden.has(field.name)) {
      throw new SalesforceError(
        400,
        'INVALID_FIELD',
        `No such column '${name}' on sobject of type ${def.name}`,
      );
    }
    const stamped = audit && mode === 'create' && AUDIT_FIELDS.has(field.name);
    if (!stamped && !isWriteable(field, mode)) refused.push(field.name);
    else values[field.name] = readValue(field, raw);
  }
  if (refused.length > 0) {
    throw new SalesforceError(
      400,
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      `Unable to create/update fields: ${refused.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
      refused,
    );
  }
  return values;
}

function isWriteable(field: FieldDef, mode: 'create' | 'update'): boolean {
  const updateable = field.updateable ?? true;
  return mode === 'update' ? updateable : (field.createable ?? updateable);
}

/** Refuses a record that lacks required fields, all of them named. */
export function checkRequired(def: ObjectDef, record: Readonly<Record<string, Value | undefined>>): void {
  const missing = [...restFields(def).values()]
    .filter((field) => field.required && (record[field.name] ?? null) === null)
    .map((field) => field.name);
  if (missing.length === 0) return;
  throw new SalesforceError(
    400,
    'REQUIRED_FIELD_MISSING',
    `Required fields are missing: [${missing.join(', ')}]`,
    missing,
  );
}

function readValue(field: FieldDef, raw: unknown): Value {
  if (raw === null || raw === '') return field.type === 'boolean' ? false : null;
  switch (field.type) {
    case 'boolean':
      return typeof raw === 'boolean' ? raw : cannotRead(field, raw, 'boolean');
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return readNumber(field, raw);
    case 'date':
      return typeof raw === 'string' && isDate(raw.slice(0, 10))
        ? raw.slice(0, 10)
        : cannotRead(field, raw, 'date');
    case 'datetime':
      return readDateTime(field, raw);
    case 'reference':
      return readReference(field, raw);
    default:
      return readText(field, raw);
  }
}

function readNumber(field: FieldDef, raw: unknown): number {
  const number = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  if (typeof number !== 'number' || !Number.isFinite(number)) return cannotRead(field, raw, 'double');
  if (field.type === 'int' && !Number.isInteger(number)) return cannotRead(field, raw, 'int');
  return number;
}

function readDateTime(field: FieldDef, raw: unknown): number {
  const at =
    typeof raw === 'string' && /^\d{4}-\d\d-\d\dT/.test(raw)
      ? Date.parse(raw.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
      : NaN;
  return Number.isNaN(at) ? cannotRead(field, raw, 'dateTime') : Math.floor(at / 1000) * 1000;
}

function readReference(field: FieldDef, raw: unknown): string {
  const id = typeof raw === 'string' ? parseId(raw) : undefined;
  if (id) return id;
  throw new SalesforceError(
    400,
    'MALFORMED_ID',
    `${field.label}: id value of incorrect type: ${String(raw)}`,
    [field.name],
  );
}

function readText(field: FieldDef, raw: unknown): string {
  if (typeof raw === 'object') return cannotRead(field, raw, 'string');
  const text = String(raw);
  if (field.length && text.length > field.length) {
    throw new SalesforceError(
      400,
      'STRING_TOO_LONG',
      `${field.label}: data value too large: ${text} (max length=${field.length})`,
      [field.name],
    );
  }
  if (field.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) {
    throw new SalesforceError(
      400,
      'INVALID_EMAIL_ADDRESS',
      `${field.label}: invalid email address: ${text}`,
      [field.name],
    );
  }
  return text;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function cannotRead(field: FieldDef, raw: unknown, type: string): never {
  throw new SalesforceError(
    400,
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type} from VALUE_STRING value ${String(raw)} or request may be missing a required field: ${field.name}`,
  );
}
