const DOMAINS = ['salesforce.com', 'force.com', 'cloudforce.com', 'salesforce.mil', 'sfcrmproducts.cn'];

/** True for names and addresses of this very machine: `localhost`, 127.0.0.0/8, `[::1]`. */
export function isLoopback(hostname: string): boolean {
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]';
  return isLocal || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

/** The origin of a URL that may be called with a customer's token: parses, and compares nothing else. */
function parse(url: string): URL | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  return parsed && parsed.username === '' && parsed.password === '' ? parsed : undefined;
}

/**
 * Decides whether an address that Salesforce's answer names may be called: https on a subdomain of
 * Salesforce's domains or, where the configured login URL is itself loopback, http on loopback.
 */
export function isAllowedUrl(url: string, loginUrl: string): boolean {
  const target = parse(url);
  const login = parse(loginUrl);
  if (!target || !login) return false;
  if (target.protocol === 'https:' && target.port === '') {
    return DOMAINS.some((domain) => target.hostname.endsWith(`.${domain}`));
  }
  return target.protocol === 'http:' && isLoopback(target.hostname) && isLoopback(login.hostname);
}

/** The login URL for an entered My Domain host, or undefined for a host that is none of Salesforce's. */
export function toMyDomainUrl(host: string, loginUrl: string): string | undefined {
  const text = host.trim().toLowerCase();
  const url = parse(text.includes('://') ? text : `https://${text}`);
  if (url?.pathname !== '/' || url.search !== '' || url.hash !== '') return undefined;
  return isAllowedUrl(url.origin, loginUrl) ? url.origin : undefined;
}
