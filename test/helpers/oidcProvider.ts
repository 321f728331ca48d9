import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Provider from 'oidc-provider';

/** Who stands before the provider, what it says of them, and what they choose. */
interface Visitor {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly denies?: boolean;
}

/** A certified implementation of OpenID Connect on loopback, which lets its next visitor in without a page. */
export interface OidcProviderServer {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  visitor: Visitor;
  /** How often its configuration was read. */
  readonly discoveries: number;
  /** While true every request is answered by 503. */
  away: boolean;
  close(): Promise<void>;
}

/** Starts it; `inIdToken` puts all claims into the ID token, else they are at the userinfo endpoint only. */
export async function startOidcProvider(options: {
  port: number;
  redirectUri: string;
  inIdToken?: boolean;
}): Promise<OidcProviderServer> {
  const issuer = `http://127.0.0.1:${options.port}`;
  const [clientId, clientSecret] = ['worksights', 'a-client-secret-of-the-tests'];
  const state = { visitor: { claims: {} } as Visitor, discoveries: 0, away: false };
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [options.redirectUri] }],
    claims: { email: ['email', 'email_verified'], profile: ['name', 'preferred_username', 'xms_edov'] },
    conformIdTokenClaims: options.inIdToken !== true,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => {
      const { claims } = state.visitor;
      return { accountId: sub, claims: () => ({ sub, ...claims }) };
    },
    pkce: { required: () => true },
    // Or else it says on the console that it would like to be told.
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    cookies: { keys: ['a-cookie-key-of-the-tests'] },
  });
  const interact = async (request: IncomingMessage, response: ServerResponse) => {
    const details = await provider.interactionDetails(request, response);
    const result = await decide(provider, details, state.visitor);
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  };
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/.well-known/')) state.discoveries++;
    if (state.away) response.writeHead(503).end();
    else if (request.url?.startsWith('/interaction/')) void interact(request, response);
    else void answer(request, response);
  });
  await new Promise<void>((done) => server.listen(options.port, '127.0.0.1', done));
  return Object.assign(state, {
    ...{ issuer, clientId, clientSecret },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  });
}

async function decide(
  provider: Provider,
  { prompt, params, session }: Awaited<ReturnType<Provider['interactionDetails']>>,
  visitor: Visitor,
) {
  if (visitor.denies) return { error: 'access_denied', error_description: 'the person said no' };
  if (prompt.name === 'login') return { login: { accountId: String(visitor.claims.sub ?? 'someone') } };
  const grant = new provider.Grant({ accountId: session!.accountId, clientId: String(params.client_id) });
  grant.addOIDCScope(String(params.scope));
  return { consent: { grantId: await grant.save() } };
}
