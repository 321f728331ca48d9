import { RequestError } from '../errors.ts';

/** What tells makers of providers apart where an e-mail address is concerned. */
export type ProviderKind = 'google' | 'entra' | 'openid';

type Claims = Readonly<Record<string, unknown>>;

/**
 * The e-mail address that a provider vouches for, in lower case; throws `email_not_verified` where it vouches for none.
 *
 * Most say so by `email_verified` (OpenID Connect Core, 5.1). Microsoft Entra has no such claim, and any administrator
 * of a tenant can write any address into `email`: there the sign-in name counts, whose domain the tenant had to prove
 * to own, and `email` only with `xms_edov`, which says the same of it
 * (learn.microsoft.com/entra/identity-platform/migrate-off-email-claim-authorization).
 */
export function readEmail(kind: ProviderKind, claims: Claims): string {
  const email = toEmail(claims.email);
  if (kind === 'entra') {
    const proven = isTrue(claims.xms_edov) ? email : null;
    const vouched = proven ?? toEmail(claims.preferred_username);
    if (vouched === null) throw new RequestError('email_not_verified');
    return vouched;
  }
  if (email === null || !isTrue(claims.email_verified)) throw new RequestError('email_not_verified');
  return email;
}

/** True for an address in one of the provider's domains; none listed allows any. */
export function isDomainAllowed(domains: readonly string[], email: string): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return domains.length === 0 || domains.includes(domain);
}

/** Throws `domain_not_allowed` for an address outside of the provider's domains. */
export function requireDomain(domains: readonly string[], email: string): void {
  if (!isDomainAllowed(domains, email)) throw new RequestError('domain_not_allowed');
}

function toEmail(value: unknown): string | null {
  return typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value) ? value.toLowerCase() : null;
}

// Some providers write truth as a text, and Entra as a number.
function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === 1 || value === '1';
}
