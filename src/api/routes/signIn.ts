import type { FastifyRequest } from 'fastify';
import { RequestError, TransientError } from '../../errors.ts';
import { randomToken } from '../../lib/crypto.ts';
import type { Provider } from '../../people/providers.ts';
import { beginSignIn, finishSignIn } from '../../people/signIn.ts';
import type { Api } from '../api.ts';
import { cookieOptions, startSession } from '../auth.ts';
import { CallbackQuery, ProviderList, ProviderParams, SignInQuery } from '../contract.ts';
import { defineRoute } from '../route.ts';

const PER_MINUTE = 120;
const COOKIE_SECONDS = 600;

const providers = defineRoute({
  method: 'GET',
  url: '/api/v1/session/providers',
  summary: 'Where people can sign in',
  tag: 'session',
  allow: 'anyone',
  response: ProviderList,
  handler: async (api) => ({
    items: [...api.providers.values()].map(({ key, label }) => ({
      key,
      label,
      startUrl: `/auth/${key}/start`,
    })),
    nextCursor: null,
    demo: api.demo,
  }),
});

const start = defineRoute({
  method: 'GET',
  url: '/auth/:provider/start',
  summary: 'Begin to sign in; answers 303 to the provider',
  tag: 'session',
  allow: 'anyone',
  params: ProviderParams,
  query: SignInQuery,
  status: 303,
  perMinute: PER_MINUTE,
  handler: async (api, { params, query, request, reply }) => {
    const provider = requireProvider(api, params.provider);
    const returnTo = toOwnPath(query.to);
    // One for all tabs of a browser, so that they can sign in beside each other.
    const browser = request.cookies[browserCookie(api)] ?? randomToken();
    const location = await beginSignIn(api.context, provider, { browser, returnTo }).catch((error: unknown) =>
      toSignInPage(api, provider, returnTo, error),
    );
    reply
      .setCookie(browserCookie(api), browser, { ...cookieOptions(api), maxAge: COOKIE_SECONDS })
      .header('cache-control', 'no-store')
      .redirect(location, 303);
  },
});

const callback = defineRoute({
  method: 'GET',
  url: '/auth/:provider/callback',
  summary:
    'Where the provider sends the browser back; answers 303 to the page that was asked for, or to the sign-in',
  tag: 'session',
  allow: 'anyone',
  params: ProviderParams,
  query: CallbackQuery,
  status: 303,
  perMinute: PER_MINUTE,
  handler: async (api, { params, request, reply }) => {
    const provider = requireProvider(api, params.provider);
    // The code in our own address must not travel on with the next page.
    reply.header('referrer-policy', 'no-referrer').header('cache-control', 'no-store');
    try {
      const browser = request.cookies[browserCookie(api)] ?? '';
      const who = await finishSignIn(api.context, provider, { browser, address: toAddress(api, request) });
      await startSession(api, request, reply, { ...who, method: provider.key });
      reply.redirect(who.returnTo, 303);
    } catch (error) {
      reply.redirect(toSignInPage(api, provider, '/', error), 303);
    }
  },
});

function requireProvider(api: Api, key: string): Provider {
  const provider = api.providers.get(key);
  if (provider === undefined) throw new RequestError('not_found', 'There is no such sign-in provider.');
  return provider;
}

/** The page that says what went wrong, for what a person can do something about; anything else is a bug. */
function toSignInPage(api: Api, provider: Provider, returnTo: string, error: unknown): string {
  if (!(error instanceof RequestError || error instanceof TransientError)) throw error;
  const { code, message } = error;
  if (code === 'sign_in_failed' || code === 'provider_unavailable') {
    // Codes and checks of the protocol only: what came from the provider stays out.
    api.context.log.warn({ provider: provider.key, reason: message }, 'a sign-in failed: check the provider');
  }
  const query = new URLSearchParams({ error: code, ...(returnTo === '/' ? {} : { to: returnTo }) });
  return `/sign-in?${query}`;
}

// Providers compare it letter by letter with what the sign-in began with, and we may stand behind a proxy.
function toAddress(api: Api, request: FastifyRequest): URL {
  return new URL(api.context.publicUrl + request.url);
}

// Only a path of our own: an address of elsewhere must not be reached through a link to our sign-in.
function toOwnPath(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) ? to : '/';
}

function browserCookie(api: Api): string {
  return `${api.cookieName}-sign-in`;
}

export const signInRoutes = [providers, start, callback];
