import type { FastifyInstance } from 'fastify';
import { RequestError } from '../errors.ts';
import type { Api } from './api.ts';

/** Headers of every answer, and the refusal of what no client sends by accident. */
export function secure(app: FastifyInstance, api: Api): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      // Pages replace it by their own.
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      ...(api.https ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    });
    // What a person may see changes with their role: no cache may keep it.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    // PostgreSQL has no NUL in texts; it would answer an error of ours.
    if (request.url.includes('%00')) {
      throw new RequestError('invalid_request', 'The address must not contain NUL.');
    }
  });
}

/** What a page may load and do: its own files, and styles and scripts that carry the nonce. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
