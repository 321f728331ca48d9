import type { FieldType } from '@jetstreamapp/soql-parser-js';
import type { OrgRecord } from '../org/record.ts';
import type { ObjectDef } from '../org/types.ts';
import { malformed } from './parse.ts';
import { type FieldPath, follow, resolvePath } from './path.ts';
import { blobUrl, renderPlain, renderValue } from './render.ts';
import type { QuerySource } from './source.ts';

/** The fields of a SELECT as paths; each may be named once. */
export function columnsOf(
  fields: readonly FieldType[],
  def: ObjectDef,
  source: QuerySource,
  soql: string,
): FieldPath[] {
  const paths = fields.map((field) => {
    if (field.type === 'Field') return resolvePath(source, def, field.field, soql);
    if (field.type === 'FieldRelationship')
      return resolvePath(source, def, [...field.relationships, field.field].join('.'), soql);
    throw malformed(
      `${field.type === 'FieldFunctionExpression' ? field.functionName : field.type} is not emulated in SELECT`,
    );
  });
  const seen = new Set<string>();
  for (const { steps, field } of paths) {
    const key = [...steps.map((step) => step.lookup.name), field.name].join('.');
    if (seen.has(key)) throw malformed(`duplicate field selected: ${field.name}`);
    seen.add(key);
  }
  return paths;
}

/** Puts a value under its relationships: `{ Profile: { attributes, UserLicense: { ... } } }`; a lookup to nothing is null. */
export function place(
  body: Record<string, unknown>,
  row: OrgRecord,
  path: FieldPath,
  source: QuerySource,
): void {
  let at = body;
  for (const [index, { lookup, target }] of path.steps.entries()) {
    const name = lookup.relationshipName!;
    const record = follow(source, row, path.steps.slice(0, index + 1));
    if (!record) {
      at[name] = null;
      return;
    }
    const object = source.resolve(record.Id)?.object ?? target.name;
    at[name] ??= { attributes: { type: target.name, url: source.url(object, record.Id) } };
    at = at[name] as Record<string, unknown>;
  }
  const end = follow(source, row, path.steps);
  const { url } = at.attributes as { url: string };
  if (path.field.type === 'base64') at[path.field.name] = blobUrl(path.field, end, url);
  else
    at[path.field.name] =
      end && path.field.type === 'address'
        ? renderValue(path.field, end)
        : renderPlain(path.field, end?.[path.field.name] ?? null);
}
