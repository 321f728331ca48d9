import { RequestError } from '../errors.ts';
import type { Context } from '../ingest/context.ts';
import { open, randomToken, seal } from '../lib/crypto.ts';
import { writeAudit } from '../store/audit.ts';
import { insertSignIn, takeSignIn } from '../store/signIns.ts';
import { hashToken } from '../store/tokens.ts';
import { findAccountOfEmail, findSignIn } from '../store/users.ts';
import type { Checks, Provider } from './providers.ts';

const SIGN_IN_MS = 10 * 60_000;

/** Starts a sign-in for the browser that holds the secret `browser`; answers the provider's address to go to. */
export async function beginSignIn(
  context: Context,
  provider: Provider,
  { browser, returnTo }: { browser: string; returnTo: string },
): Promise<string> {
  const checks = { state: randomToken(), nonce: randomToken(), verifier: randomToken() };
  // Before anything is stored: a provider that is away leaves nothing behind.
  const url = await provider.authorizationUrl(toRedirectUri(context, provider), checks);
  const now = context.clock.now();
  const { state, ...secrets } = checks;
  await insertSignIn(context.db, hashToken(state), hashToken(browser), {
    ...{ provider: provider.key, returnTo, now, expiresAt: now + SIGN_IN_MS },
    sealed: seal(context.sealKey, JSON.stringify(secrets), sealContext(provider)),
  });
  return url;
}

/** Ends a sign-in at `address`, where the browser came back to: who it is, in which account, and where they were going. */
export async function finishSignIn(
  context: Context,
  provider: Provider,
  { browser, address }: { browser: string; address: URL },
): Promise<{ accountId: string; userId: string; returnTo: string }> {
  const state = address.searchParams.get('state') ?? '';
  const begun = await takeSignIn(context.db, {
    ...{ stateHash: hashToken(state), browserHash: hashToken(browser) },
    ...{ provider: provider.key, now: context.clock.now() },
  });
  if (begun === null) throw new RequestError('sign_in_expired');
  const secrets = JSON.parse(open(context.sealKey, begun.sealed, sealContext(provider)));
  const email = await provider.readEmail(address, { state, ...secrets } as Checks);
  const person = await findSignIn(context.db, email);
  if (person === null) {
    await noteRefusal(context, provider, email);
    throw new RequestError('no_login_access');
  }
  return { ...person, returnTo: begun.returnTo };
}

// In the log of the company that the person is of; a stranger of no company here is nobody's to look after.
async function noteRefusal({ db, clock }: Context, { key }: Provider, email: string): Promise<void> {
  const accountId = await findAccountOfEmail(db, email);
  if (accountId === null) return;
  const deed = { accountId, by: null, action: 'session.refused', at: clock.now() } as const;
  await writeAudit(db, { ...deed, subject: email, details: { method: key, reason: 'no_login_access' } });
}

/** Where providers send browsers back to; registered there by whoever sets the installation up. */
function toRedirectUri({ publicUrl }: Context, { key }: Provider): string {
  return `${publicUrl}/auth/${key}/callback`;
}

const sealContext = ({ key }: Provider) => `sign-in ${key}`;
