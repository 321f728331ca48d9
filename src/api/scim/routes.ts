import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RequestError, ScimError } from '../../errors.ts';
import { toResourceTypes, toSchemas, toServiceProviderConfig } from '../../people/scim/schemas.ts';
import {
  createOne,
  type Directory,
  listResources,
  patchOne,
  readOne,
  removeOne,
  replaceOne,
} from '../../people/scim/users.ts';
import { findScimAccount } from '../../store/scim.ts';
import { hashToken, touchToken } from '../../store/tokens.ts';
import type { Api } from '../api.ts';
import { scimType, send, sendList, sendScimError } from './answer.ts';
import { project } from './project.ts';

const TOUCH_MS = 5 * 60_000;
const PAGE = 100;

const whole = z.coerce.number().int();
const Query = z.object({
  filter: z.string().optional(),
  startIndex: whole.default(1),
  count: whole.default(PAGE),
  attributes: z.string().max(2000).optional(),
  excludedAttributes: z.string().max(2000).optional(),
});
const SearchBody = Query.extend({
  attributes: z.array(z.string()).optional(),
  excludedAttributes: z.array(z.string()).optional(),
});

/** Puts SCIM 2.0 (RFC 7643, 7644) under /scim/v2: a company's directory creates, changes and deactivates its people. */
export async function serveScim(app: FastifyInstance, api: Api): Promise<void> {
  const base = `${api.context.publicUrl}/scim/v2`;
  await app.register(
    async (scope) => {
      scope.setErrorHandler(sendScimError);
      scope.setNotFoundHandler((request, reply) =>
        sendScimError(new RequestError('not_found', 'There is no such resource.'), request, reply),
      );
      acceptScim(scope);
      const directories = new WeakMap<FastifyRequest, Directory>();
      scope.addHook('onRequest', async (request) => {
        directories.set(request, { accountId: await authenticate(api, request), base });
      });
      mountUsers(scope, api, (request) => directories.get(request)!);
      mountDescriptions(scope, base);
    },
    { prefix: '/scim/v2' },
  );
}

async function authenticate(api: Api, request: FastifyRequest): Promise<string> {
  const { db, clock } = api.context;
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const hash = token === undefined ? null : hashToken(token);
  const found = hash && (await findScimAccount(db, hash, clock.now()));
  if (!hash || !found) throw new RequestError('unauthenticated', 'A token of scope scim is needed.');
  if (clock.now() - (found.lastUsedAt ?? 0) >= TOUCH_MS) await touchToken(db, hash, clock.now());
  return found.accountId;
}

function acceptScim(scope: FastifyInstance): void {
  const parse = scope.getDefaultJsonParser('error', 'error');
  // Some directories name a type where they send no body.
  scope.addContentTypeParser(scimType, { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parse(request, body as string, done);
  });
}

function mountUsers(
  scope: FastifyInstance,
  api: Api,
  directoryOf: (request: FastifyRequest) => Directory,
): void {
  const { context } = api;
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;
  const hidden = { schema: { hide: true } as object };
  const list = async (request: FastifyRequest, reply: FastifyReply, query: z.output<typeof Query>) => {
    const page = await listResources(context, directoryOf(request), query);
    const resources = page.resources.map((each) => project(each, query));
    return sendList(reply, resources, page.totalResults, page.startIndex);
  };
  scope.get('/Users', hidden, (request, reply) => list(request, reply, read(Query, request.query)));
  scope.post('/Users/.search', hidden, (request, reply) => {
    const { attributes, excludedAttributes, ...asked } = read(SearchBody, request.body);
    return list(request, reply, {
      ...asked,
      ...{ attributes: attributes?.join(','), excludedAttributes: excludedAttributes?.join(',') },
    });
  });
  scope.get('/Users/:id', hidden, async (request, reply) => {
    const resource = await readOne(context, directoryOf(request), idOf(request));
    return send(reply, project(resource, read(Query, request.query)));
  });
  scope.post('/Users', hidden, async (request, reply) => {
    const resource = await createOne(context, directoryOf(request), request.body);
    reply.header('location', (resource.meta as { location: string }).location);
    return send(reply, resource, 201);
  });
  scope.put('/Users/:id', hidden, async (request, reply) =>
    send(reply, await replaceOne(context, directoryOf(request), idOf(request), request.body)),
  );
  scope.patch('/Users/:id', hidden, async (request, reply) =>
    send(reply, await patchOne(context, directoryOf(request), idOf(request), request.body)),
  );
  scope.delete('/Users/:id', hidden, async (request, reply) => {
    await removeOne(context, directoryOf(request), idOf(request));
    return reply.code(204).send();
  });
}

function mountDescriptions(scope: FastifyInstance, base: string): void {
  const hidden = { schema: { hide: true } as object };
  const described = { Schemas: toSchemas(base), ResourceTypes: toResourceTypes(base) };
  for (const [name, items] of Object.entries(described)) {
    scope.get(`/${name}`, hidden, (request, reply) => {
      // It must be refused, or else a caller takes what comes for what matched (RFC 7644, 4).
      if ((request.query as { filter?: string }).filter !== undefined) {
        throw new RequestError('forbidden', 'These are not filtered.');
      }
      return sendList(reply, items);
    });
    scope.get(`/${name}/:id`, hidden, (request, reply) => {
      const item = items.find(({ id }) => id === (request.params as { id: string }).id);
      if (item === undefined) throw new RequestError('not_found', `There is no such one of ${name}.`);
      return send(reply, item);
    });
  }
  scope.get('/ServiceProviderConfig', hidden, (_request, reply) =>
    send(reply, toServiceProviderConfig(base)),
  );
}

function read<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new ScimError('invalidValue', `${issue.path.join('.')}: ${issue.message}`);
}
