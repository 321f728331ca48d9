/** What the person at the browser does. */
export interface Approval {
  /** Full username, `olga@acme.example`. */
  readonly username: string;
  readonly decision?: 'allow' | 'deny';
}

/**
 * Walks through login and consent as a browser would, by HTTP alone, and returns the URL that the browser
 * is sent back to (with `code` and `state`, or `error`). Throws where a page ends the walk.
 */
export async function approve(
  authorizationUrl: string,
  { username, decision = 'allow' }: Approval,
): Promise<string> {
  const start = await fetch(authorizationUrl, { redirect: 'manual' });
  const early = start.headers.get('location');
  if (early) return early;
  const login = await readPage(start);
  const consent = await submit(authorizationUrl, '/login', { request: requestOf(login), username });
  const refused = consent.headers.get('location');
  if (refused) return refused;
  const page = await readPage(consent);
  const done = await submit(authorizationUrl, '/setup/secur/RemoteAccessAuthorizationPage.apexp', {
    request: requestOf(page),
    decision,
  });
  const back = done.headers.get('location');
  if (!back) throw new Error(`consent ended without redirect: ${await done.text()}`);
  return back;
}

async function submit(base: string, path: string, form: Record<string, string>): Promise<Response> {
  return fetch(new URL(path, base), { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
}

async function readPage(response: Response): Promise<string> {
  const text = await response.text();
  const shown = /<code>([^<]+)<\/code> : ([^<]+)/.exec(text);
  if (shown) throw new Error(`${shown[1]}: ${shown[2]}`);
  return text;
}

function requestOf(page: string): string {
  const id = /name="request" value="([^"]+)"/.exec(page)?.[1];
  if (!id) throw new Error('the page has no form');
  return id;
}
