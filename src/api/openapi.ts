import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { Api } from './api.ts';

/** Generates OpenAPI 3.1 from the routes that are mounted after it, and serves it. */
export async function describeApi(app: FastifyInstance, api: Api): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'WorkSights',
        version: '1',
        description: 'One continuous timeline of who did what, when. Times are RFC 3339 UTC.',
      },
      servers: [{ url: api.context.publicUrl }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: api.cookieName },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
  });
  app.get(
    '/api/v1/openapi.json',
    { schema: { summary: 'This document', tags: ['operation'] } as object },
    () => app.swagger(),
  );
}
