// The types that the web client speaks the API with, from the OpenAPI document that the server gives.
import { randomBytes } from 'node:crypto';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { openServer } from '../src/api/server.ts';
import { systemClock } from '../src/lib/clock.ts';
import { openLog } from '../src/lib/log.ts';
import { openServices } from '../src/services/index.ts';
import type { Database } from '../src/store/database.ts';

type Schema = JSONSchema & { $ref?: string };
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: Schema;
}
interface Operation {
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const nothing = { tsType: 'never' } as const;
const problem = 'application/problem+json';

/** Every path of the API, in the form that openapi-fetch reads: parameters, bodies and answers. */
export async function describeClient(db: Database): Promise<string> {
  const { paths } = await readDocument(db);
  const schemas: Record<string, Schema> = {};
  let found: Schema = {};
  for (const [path, operations] of Object.entries(paths).sort(([one], [other]) => (one < other ? -1 : 1))) {
    schemas[path] = toObject(
      Object.fromEntries(Object.entries(operations).map(([method, each]) => [method, toOperation(each)])),
    );
    for (const { responses } of Object.values(operations)) {
      found = responses['4XX']?.content?.[problem]?.schema ?? found;
    }
  }
  const types = await compile({ ...toObject(schemas), definitions: { Problem: found } }, 'Paths', {
    additionalProperties: false,
    bannerComment:
      '// Made by `npm run generate` from the OpenAPI document; what is to change here changes in the routes.',
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 110 },
  });
  return (
    types
      .replace('export interface Problem', 'interface Problem')
      // openapi-fetch tells successes from failures by numbers, and JSON Schema has none as keys.
      .replace(/^( +)'(\d{3})': /gm, '$1$2: ')
  );
}

async function readDocument(db: Database): Promise<Document> {
  const log = openLog({ level: 'silent' });
  const local = 'http://localhost';
  const salesforce = {
    ...{ clientId: null, clientSecret: null, installationId: '', apiVersion: '66.0' },
    ...{ productionLoginUrl: local, sandboxLoginUrl: local, pubsubUrl: local },
  };
  const context = {
    ...{ db, clock: systemClock, log, sealKey: randomBytes(32), publicUrl: local },
    ...{ backfillDays: 30, sweepIntervalSeconds: 600, apiFloorPercent: 10 },
    services: openServices({ salesforce }, { clock: systemClock, log }),
  };
  const app = await openServer(context, { demo: false, webFolder: null });
  try {
    return (await app.inject('/api/v1/openapi.json')).json();
  } finally {
    await app.close();
  }
}

function toOperation({ summary, parameters = [], requestBody, responses }: Operation): Schema {
  const of = (place: Parameter['in']) => parameters.filter((each) => each.in === place);
  return {
    description: summary,
    ...toObject({
      parameters: toObject({ query: toParameters(of('query')), path: toParameters(of('path')) }, isEmpty),
      ...(requestBody && { requestBody: toObject({ content: toContent(requestBody.content) }) }),
      responses: toObject(
        Object.fromEntries(
          Object.entries(responses).map(([status, { content }]) => [status, toAnswer(content)]),
        ),
      ),
    }),
  };
}

function toParameters(parameters: readonly Parameter[]): Schema {
  if (parameters.length === 0) return nothing;
  const required = parameters.filter((each) => each.required).map((each) => each.name);
  const properties = Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]));
  return { type: 'object', properties, required, additionalProperties: false };
}

function toAnswer(content: Content | undefined): Schema {
  if (content === undefined) return toObject({ content: nothing }, isEmpty);
  return toObject({ content: toContent(content) });
}

function toContent(content: Content): Schema {
  return toObject(
    Object.fromEntries(
      Object.entries(content).map(([media, { schema }]) => [
        media,
        media === problem ? { $ref: '#/definitions/Problem' } : schema,
      ]),
    ),
  );
}

const isEmpty = (schema: Schema) => !Array.isArray(schema.required) || schema.required.length === 0;

/** An object of these; those for which `isOptional` holds may be left out. */
function toObject(
  properties: Record<string, Schema>,
  isOptional: (schema: Schema) => boolean = () => false,
): Schema {
  const required = Object.keys(properties).filter((key) => !isOptional(properties[key]!));
  return { type: 'object', properties, required, additionalProperties: false };
}
