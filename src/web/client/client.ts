import createClient, { type Client } from 'openapi-fetch';
import type { Paths } from './schema.ts';

/** What a client needs beyond the API's own types. */
interface ClientOptions {
  /** Where the API is; the page's own host when left out. */
  readonly baseUrl?: string;
  /** Sent with each request that changes something, as a session by cookie must; null for a token. */
  readonly csrfToken: () => string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

const safe = ['GET', 'HEAD'];

/**
 * Speaks the API, each path typed by its OpenAPI document: `data` is the answer of a success, `error` the problem of a
 * failure. The types are made by `npm run generate`.
 */
export function openClient({ baseUrl, csrfToken, headers }: ClientOptions): Client<Paths> {
  const client = createClient<Paths>({
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(headers === undefined ? {} : { headers }),
  });
  client.use({
    onRequest: ({ request }) => {
      const token = csrfToken();
      if (token !== null && !safe.includes(request.method)) request.headers.set('x-csrf-token', token);
    },
  });
  return client;
}
