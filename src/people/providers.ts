import * as openid from 'openid-client';
import { RequestError, TransientError } from '../errors.ts';
import type { Clock } from '../lib/clock.ts';
import { RETRY_POLICIES, retryDelayMs } from '../lib/retry.ts';
import { isDomainAllowed, type ProviderKind, readEmail, requireDomain } from './identity.ts';

/** A sign-in provider as the installation is set up with it. */
export interface SignInProvider {
  readonly key: string;
  readonly kind: ProviderKind;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly domains: readonly string[];
}

/** What one sign-in is checked against when the browser comes back. */
export interface Checks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** The OpenID Connect side of signing in; what is signed in to is nothing of its business. */
export interface Provider {
  readonly key: string;
  /** What the button says. */
  readonly label: string;
  /** True where somebody with an e-mail of its domain is let in. */
  admits(email: string): boolean;
  /** Where the browser goes to. Throws a TransientError while the provider cannot be reached. */
  authorizationUrl(redirectUri: string, checks: Checks): Promise<string>;
  /** The verified e-mail of who came back at `address`, its query included; throws a RequestError or TransientError. */
  readEmail(address: URL, checks: Checks): Promise<string>;
}

const TIMEOUT_SECONDS = 10;
const CLOCK_TOLERANCE_SECONDS = 60;
const DISCOVERY_MS = 24 * 3_600_000;
const DISCOVERY_TRIES = 3;

/** Opens a provider; it is discovered on first use, and again every day. */
export function openProvider(settings: SignInProvider, clock: Clock): Provider {
  const discover = openDiscovery(settings, clock);
  return {
    key: settings.key,
    label: toLabel(settings),
    admits: (email) => isDomainAllowed(settings.domains, email),
    authorizationUrl: async (redirectUri, { state, nonce, verifier }) =>
      openid.buildAuthorizationUrl(await discover(), {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        ...{ state, nonce },
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).href,
    readEmail: async (address, { state, nonce, verifier }) => {
      const configuration = await discover();
      const tokens = await openid
        .authorizationCodeGrant(configuration, address, {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
          idTokenExpected: true,
        })
        .catch(refuse);
      const claims = tokens.claims()!;
      const more = await readUserInfo(configuration, tokens.access_token, claims);
      const email = readEmail(settings.kind, { ...more, ...claims });
      requireDomain(settings.domains, email);
      return email;
    },
  };
}

// Many providers keep the e-mail out of the ID token when an access token comes with it (OpenID Connect Core, 5.4).
async function readUserInfo(
  configuration: openid.Configuration,
  accessToken: string,
  claims: openid.IDToken,
): Promise<Readonly<Record<string, unknown>>> {
  if (claims.email !== undefined || !configuration.serverMetadata().userinfo_endpoint) return {};
  return openid.fetchUserInfo(configuration, accessToken, claims.sub).catch(refuse);
}

function openDiscovery(settings: SignInProvider, clock: Clock): () => Promise<openid.Configuration> {
  let known: { configuration: Promise<openid.Configuration>; at: number } | null = null;
  return () => {
    if (known === null || clock.now() - known.at > DISCOVERY_MS) {
      const found = { configuration: discover(settings, clock), at: clock.now() };
      known = found;
      // A failure is not kept: whoever comes next tries again.
      found.configuration.catch(() => {
        if (known === found) known = null;
      });
    }
    return known.configuration;
  };
}

async function discover(settings: SignInProvider, clock: Clock): Promise<openid.Configuration> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await discoverOnce(settings);
    } catch (error) {
      if (attempt + 1 === DISCOVERY_TRIES) return refuse(error);
      await clock.sleep(retryDelayMs(RETRY_POLICIES.fast, attempt));
    }
  }
}

async function discoverOnce({
  issuer,
  clientId,
  clientSecret,
}: SignInProvider): Promise<openid.Configuration> {
  // The settings admit http on loopback only.
  const isPlain = issuer.startsWith('http:');
  const execute = isPlain ? [openid.allowInsecureRequests] : [];
  const found = await openid.discovery(new URL(issuer), clientId, clientSecret, undefined, {
    ...{ execute, timeout: TIMEOUT_SECONDS },
  });
  const server = found.serverMetadata();
  // Basic is what a provider supports that says nothing (OpenID Connect Discovery, 3).
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const authenticate = methods.includes('client_secret_basic')
    ? openid.ClientSecretBasic(clientSecret)
    : openid.ClientSecretPost(clientSecret);
  const metadata = { client_secret: clientSecret, [openid.clockTolerance]: CLOCK_TOLERANCE_SECONDS };
  const configuration = new openid.Configuration(server, clientId, metadata, authenticate);
  configuration.timeout = TIMEOUT_SECONDS;
  if (isPlain) openid.allowInsecureRequests(configuration);
  // The signature of the ID token, beside the TLS of the connection that it came over.
  openid.enableNonRepudiationChecks(configuration);
  return configuration;
}

// A message of the library names checks and codes, never a token; it goes to the log as the cause.
function refuse(error: unknown): never {
  if (error instanceof openid.AuthorizationResponseError) {
    const denied = error.error === 'access_denied';
    throw new RequestError(denied ? 'sign_in_denied' : 'sign_in_failed', error.error, { cause: error });
  }
  const { message, code, status } = error as Error & { code?: string; status?: number };
  const isAway =
    error instanceof TypeError || code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM';
  if (isAway || (status ?? 0) >= 500) {
    throw new TransientError('fast', 'provider_unavailable', message, { cause: error });
  }
  throw new RequestError('sign_in_failed', message, { cause: error });
}

function toLabel({ kind, key }: SignInProvider): string {
  if (kind === 'google') return 'Google';
  if (kind === 'entra') return 'Microsoft';
  return key.replaceAll('-', ' ').replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
