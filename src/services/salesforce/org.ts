import type { Credential, Session } from '../../activity/service.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { channelName } from './channel.ts';
import { refreshTokens, type TokenProvider } from './oauth.ts';
import { openRest, type Rest, type RestOptions } from './rest.ts';
import type { SalesforceSettings } from './settings.ts';

/** What every part of the service works with. */
export interface Parts {
  readonly settings: SalesforceSettings;
  readonly clock: Clock;
  readonly log: Log;
}

/** One org as a session reaches it. */
export interface Org {
  readonly rest: Rest;
  readonly tokens: TokenProvider;
  /** `WorkSights_0123456789ab__chn` */
  readonly channel: string;
}

/** Opens the calls to a session's org; nothing is to be closed. */
export function openOrg(
  parts: Parts,
  session: Session,
  { onServerTime }: Pick<RestOptions, 'onServerTime'> = {},
): Org {
  const { settings, clock, log } = parts;
  const tokens = tokensOf(parts, session);
  const channel = channelName(settings.installationId, session.accountId);
  const rest = openRest({
    tokens,
    apiVersion: settings.apiVersion,
    ownChannel: channel,
    clock,
    log,
    signal: session.signal,
    onApiUsage: ({ used, limit }) => session.onApiUsage(used, limit),
    onApiCall: session.onApiCall,
    ...(onServerTime && { onServerTime }),
  });
  return { rest, tokens, channel };
}

function tokensOf({ settings }: Parts, session: Session): TokenProvider {
  return {
    getToken: () => session.credential.read(),
    refreshToken: async (stale) => {
      const current = await session.credential.read();
      if (current.accessToken !== stale) return current;
      return session.credential.replace(current, (credential) => refreshCredential(settings, credential));
    },
  };
}

/** Renews a credential at its own login host. Throws like `refreshTokens`. */
export async function refreshCredential(
  settings: SalesforceSettings,
  credential: Credential,
): Promise<Credential> {
  const app = {
    loginUrl: credential.loginUrl,
    clientId: settings.clientId ?? '',
    clientSecret: settings.clientSecret ?? '',
    redirectUri: '',
  };
  const tokens = await refreshTokens(app, credential.refreshToken);
  return {
    accessToken: tokens.accessToken,
    // Without rotation the answer has none, and the old one lives on.
    refreshToken: tokens.refreshToken ?? credential.refreshToken,
    instanceUrl: tokens.instanceUrl ?? credential.instanceUrl,
    loginUrl: credential.loginUrl,
  };
}
