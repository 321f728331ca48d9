import { loginUrl, text } from './parse.ts';

/** A provider that people sign in with. */
export interface OidcProvider {
  /** Stands in addresses: the name of its variables in lower case, `_` as `-`. */
  readonly key: string;
  /** What it says of e-mail addresses differs by maker. */
  readonly kind: 'google' | 'entra' | 'openid';
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** E-mail domains in lower case that it may vouch for; empty means any. */
  readonly domains: readonly string[];
}

/** The settings of sign-in providers, of which there may be any number: what stands in README's table. */
export const providerRows = [
  {
    name: 'WORKSIGHTS_OIDC_<NAME>_ISSUER',
    standard: null,
    meaning:
      'Issuer of an OpenID Connect provider, such as `https://accounts.google.com`; any number of names.',
  },
  {
    name: 'WORKSIGHTS_OIDC_<NAME>_CLIENT_ID',
    standard: null,
    meaning: 'Client id there; the redirect URI is `WORKSIGHTS_PUBLIC_URL/auth/<name>/callback`.',
  },
  { name: 'WORKSIGHTS_OIDC_<NAME>_CLIENT_SECRET', standard: null, meaning: 'Its client secret.' },
  {
    name: 'WORKSIGHTS_OIDC_<NAME>_DOMAINS',
    standard: null,
    meaning:
      'E-mail domains that it may sign in, separated by commas; any when unset, but required for Microsoft Entra.',
  },
] as const;

const providerVariable = /^WORKSIGHTS_OIDC_(.*?)_?(ISSUER|CLIENT_ID|CLIENT_SECRET|DOMAINS)$/;
const providerName = /^[A-Z0-9]+(_[A-Z0-9]+)*$/;

/** Reads every provider that the environment names; mistakes are added, one sentence each. */
export function readProviders(
  env: Readonly<Record<string, string | undefined>>,
  mistakes: string[],
): OidcProvider[] {
  const names = new Set<string>();
  for (const variable of Object.keys(env).sort()) {
    if (!variable.startsWith('WORKSIGHTS_OIDC_') || !env[variable]?.trim()) continue;
    const name = providerVariable.exec(variable)?.[1] ?? '';
    if (providerName.test(name)) names.add(name);
    else
      mistakes.push(
        `${variable} is no setting: it must be WORKSIGHTS_OIDC_<NAME>_ISSUER, _CLIENT_ID, _CLIENT_SECRET or ` +
          '_DOMAINS, with a name of capital letters and digits.',
      );
  }
  return [...names].flatMap((name) => readProvider(env, name, mistakes) ?? []);
}

function readProvider(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  mistakes: string[],
): OidcProvider | null {
  const before = mistakes.length;
  const read = <T>(suffix: string, parse: (value: string) => T, standard: T | null): T => {
    const value = env[`WORKSIGHTS_OIDC_${name}_${suffix}`]?.trim();
    try {
      if (value) return parse(value);
      if (standard === null) throw new Error(`is missing: ${name} is a sign-in provider only with it.`);
    } catch (error) {
      mistakes.push(`WORKSIGHTS_OIDC_${name}_${suffix} ${(error as Error).message}`);
    }
    return standard as T;
  };
  const provider = {
    key: name.toLowerCase().replaceAll('_', '-'),
    issuer: read('ISSUER', issuer, null),
    clientId: read('CLIENT_ID', text, null),
    clientSecret: read('CLIENT_SECRET', text, null),
    domains: read('DOMAINS', domains, []),
  };
  if (mistakes.length > before) return null;
  const kind = toKind(provider.issuer);
  if (kind === 'entra' && provider.domains.length === 0) {
    // Whoever administers a tenant can give its people any e-mail address: the domains say which count.
    mistakes.push(`WORKSIGHTS_OIDC_${name}_DOMAINS is required for Microsoft Entra.`);
  }
  return { ...provider, kind };
}

function toKind(issuer: string): OidcProvider['kind'] {
  if (isEntra(issuer)) return 'entra';
  return new URL(issuer).hostname === 'accounts.google.com' ? 'google' : 'openid';
}

// Microsoft Entra's claims say less about an e-mail address than others' do.
function isEntra(url: string): boolean {
  const { hostname } = new URL(url);
  return /^(login\.(microsoftonline\.(com|us)|partner\.microsoftonline\.cn)|sts\.windows\.net)$/.test(
    hostname,
  );
}

function issuer(value: string): string {
  const url = new URL(loginUrl(value));
  if (url.search !== '' || url.hash !== '') throw new Error('must have no query and no fragment.');
  if (isEntra(url.href) && /^\/(common|organizations|consumers)(\/|$)/.test(url.pathname)) {
    throw new Error("must name your own tenant's id, or people of any company could sign in.");
  }
  // As it was written: an issuer is compared letter by letter, and some end in a slash.
  return value;
}

function domains(value: string): string[] {
  const list = value.split(/[\s,]+/).filter((domain) => domain !== '');
  if (list.some((domain) => !/^([a-z0-9-]+\.)+[a-z0-9-]+$/i.test(domain))) {
    throw new Error('must be domains such as acme.example, separated by commas.');
  }
  return list.map((domain) => domain.toLowerCase());
}
