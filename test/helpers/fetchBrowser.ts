/** A browser without pages: it follows redirects and keeps cookies for each origin. */
export interface FetchBrowser {
  /** Asks for an address without following where it leads. */
  ask(url: string, init?: RequestInit): Promise<Response>;
  /** Follows redirects until `stop` says so of the next address, or an answer is none; answers the last address. */
  follow(url: string, stop?: (next: URL) => boolean): Promise<{ url: URL; response: Response }>;
  cookies(origin: string): ReadonlyMap<string, string>;
}

export function openFetchBrowser(): FetchBrowser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: string) => {
    const { origin } = new URL(url);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    return jar;
  };
  const ask = async (url: string, init: RequestInit = {}) => {
    const jar = jarOf(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      headers: { ...init.headers, ...(cookie && { cookie }) },
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  return {
    ask,
    follow: async (start, stop = () => false) => {
      let url = new URL(start);
      for (let steps = 0; steps < 20; steps++) {
        const response = await ask(url.href);
        const location = response.headers.get('location');
        if (location === null) return { url, response };
        const next = new URL(location, url);
        if (stop(next)) return { url: next, response };
        url = next;
      }
      throw new Error(`more than 20 redirects, the last one to ${url.origin}${url.pathname}`);
    },
    cookies: (origin) => jarOf(origin),
  };
}
