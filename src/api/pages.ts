import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomToken } from '../lib/crypto.ts';
import type { Api } from './api.ts';
import { httpError } from './problem.ts';
import { pagePolicy } from './security.ts';

// Paths that programs call: what is missing there is a problem document, never a page.
const NO_PAGE = /^\/(api|oauth|auth|scim|assets)(\/|$)/;

/**
 * Serves the built web app from `folder`: files as they are, and index.html for every other address that a
 * browser opens, since the app itself knows its pages.
 */
export async function servePages(app: FastifyInstance, api: Api, folder: string): Promise<void> {
  const index = await readFile(join(folder, 'index.html'), 'utf8');
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    // Served below, with its nonce.
    globIgnore: ['index.html'],
    index: false,
    cacheControl: false,
    // The build leaves each script and style beside its compressed forms.
    preCompressed: true,
    setHeaders: (reply, path) => {
      const hashed = path.startsWith(join(folder, 'assets'));
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler(async (request, reply) => {
    if (!isPage(request)) throw noSuchPath(request);
    const elsewhere = publicAddress(api, request);
    if (elsewhere !== null) return reply.header('cache-control', 'no-store').redirect(elsewhere, 302);
    return sendPage(reply, index, request.cookies[api.cookieName] !== undefined);
  });
}

/** Answers every unknown path where no web app was built. */
export function refuseUnknown(app: FastifyInstance): void {
  app.setNotFoundHandler(async (request) => {
    throw noSuchPath(request);
  });
}

function isPage(request: FastifyRequest): boolean {
  const wantsHtml = /text\/html|\*\/\*/.test(request.headers.accept ?? '*/*');
  return ['GET', 'HEAD'].includes(request.method) && wantsHtml && !NO_PAGE.test(request.url);
}

function noSuchPath(request: FastifyRequest): Error {
  return httpError(404, `There is nothing at ${request.method} ${request.url.split('?')[0]}.`);
}

// Cookies belong to one host name: signed in at another one, the way back from Salesforce would find no session.
function publicAddress(api: Api, request: FastifyRequest): string | null {
  const forwarded = request.headers['x-forwarded-host'];
  const host = typeof forwarded === 'string' ? forwarded.split(',')[0]?.trim() : request.headers.host;
  const { publicUrl } = api.context;
  if (!host || host === new URL(publicUrl).host) return null;
  // Joined as text: an address like //elsewhere must stay a path.
  return publicUrl + request.url;
}

// The page says whether the browser holds a session, so that the app need not ask and be refused.
function sendPage(reply: FastifyReply, index: string, hasSession: boolean): FastifyReply {
  const nonce = randomToken(16);
  return reply
    .code(200)
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', pagePolicy(nonce))
    .send(index.replaceAll('__CSP_NONCE__', nonce).replace('__HAS_SESSION__', hasSession ? 'yes' : 'no'));
}
