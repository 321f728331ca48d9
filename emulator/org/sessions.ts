import { createHash, randomBytes } from 'node:crypto';

const MINUTE = 60_000;
/** An authorization code serves once, for 15 minutes. */
const CODE_LIFE_MS = 15 * MINUTE;
/** The default session timeout: two hours without use. */
const SESSION_IDLE_MS = 120 * MINUTE;
/** A sixth authorization of one user for one app revokes the oldest refresh token. */
const MAX_REFRESH_TOKENS = 5;

/** What the user allowed to which app. */
interface Grant {
  readonly clientId: string;
  readonly userId: string;
  readonly scopes: readonly string[];
}

/** An authorization code and what it is bound to. */
interface CodeGrant extends Grant {
  readonly redirectUri: string;
  readonly challenge: string | undefined;
}

export interface Session extends Grant {
  readonly token: string;
  readonly issuedAt: number;
  usedAt: number;
  /** The refresh token that it came with or from; revoking that ends the session. */
  readonly family: number;
}

interface Refresh extends Grant {
  readonly family: number;
  readonly issuedAt: number;
  /** False after rotation: using it again revokes the family. */
  current: boolean;
}

type CodeResult = { grant: CodeGrant } | { error: 'invalid' | 'expired' };

/** Codes, refresh tokens and sessions of one org. Tokens are truly random: they must not repeat after a restart. */
export interface Sessions {
  issueCode(grant: CodeGrant): string;
  redeemCode(code: string): CodeResult;
  /** A first session, with a refresh token where that scope was granted. */
  open(grant: Grant): { session: Session; refreshToken: string | undefined };
  /** undefined: unknown, revoked or already rotated out (then the whole family is revoked). */
  refresh(
    token: string,
    rotate: boolean,
  ): { session: Session; refreshToken: string | undefined; clientId: string } | undefined;
  /** Who holds the refresh token, without using it. */
  peekRefresh(token: string): Grant | undefined;
  /** A session that is neither expired nor revoked; looking does not prolong it. */
  find(accessToken: string): Session | undefined;
  touch(session: Session): void;
  revoke(token: string): boolean;
  revokeAll(userId?: string): void;
  expireAll(userId?: string): void;
}

export function createSessions(orgId: () => string, now: () => number): Sessions {
  const codes = new Map<string, { grant: CodeGrant; expiresAt: number }>();
  const sessions = new Map<string, Session>();
  const refreshes = new Map<string, Refresh>();
  let families = 0;

  const openSession = (grant: Grant, family: number): Session => {
    const token = `${orgId().slice(0, 15)}!${randomBytes(72).toString('base64url').replaceAll('-', '.')}`;
    const session: Session = { ...pickGrant(grant), token, issuedAt: now(), usedAt: now(), family };
    sessions.set(token, session);
    return session;
  };
  const addRefresh = (grant: Grant, family: number): string => {
    const token = `5Aep861${randomBytes(60).toString('base64url').replaceAll('-', '.')}`;
    refreshes.set(token, { ...pickGrant(grant), family, issuedAt: now(), current: true });
    return token;
  };
  const revokeFamily = (family: number): void => {
    for (const [token, each] of refreshes) if (each.family === family) refreshes.delete(token);
    for (const [token, each] of sessions) if (each.family === family) sessions.delete(token);
  };
  const trim = (grant: Grant): void => {
    const live = [...refreshes.values()].filter(
      (r) => r.current && r.userId === grant.userId && r.clientId === grant.clientId,
    );
    for (const old of live.slice(0, Math.max(0, live.length - MAX_REFRESH_TOKENS))) revokeFamily(old.family);
  };
  return {
    issueCode: (grant) => {
      const code = `aPrx${randomBytes(42).toString('base64url')}==`;
      codes.set(code, { grant, expiresAt: now() + CODE_LIFE_MS });
      return code;
    },
    redeemCode: (code) => {
      const known = codes.get(code);
      codes.delete(code);
      if (!known) return { error: 'invalid' };
      return known.expiresAt < now() ? { error: 'expired' } : { grant: known.grant };
    },
    open: (grant) => {
      families += 1;
      const wantsRefresh = grant.scopes.includes('refresh_token');
      const refreshToken = wantsRefresh ? addRefresh(grant, families) : undefined;
      trim(grant);
      return { session: openSession(grant, families), refreshToken };
    },
    refresh: (token, rotate) => {
      const known = refreshes.get(token);
      if (!known) return undefined;
      if (!known.current) {
        revokeFamily(known.family);
        return undefined;
      }
      const session = openSession(known, known.family);
      if (!rotate) return { session, refreshToken: undefined, clientId: known.clientId };
      known.current = false;
      return { session, refreshToken: addRefresh(known, known.family), clientId: known.clientId };
    },
    peekRefresh: (token) => refreshes.get(token),
    find: (accessToken) => {
      const session = sessions.get(accessToken);
      return session && now() - session.usedAt < SESSION_IDLE_MS ? session : undefined;
    },
    touch: (session) => {
      session.usedAt = now();
    },
    revoke: (token) => {
      const refresh = refreshes.get(token);
      if (refresh) revokeFamily(refresh.family);
      return refresh !== undefined || sessions.delete(token);
    },
    revokeAll: (userId) => {
      for (const [token, each] of refreshes) if (!userId || each.userId === userId) refreshes.delete(token);
      for (const [token, each] of sessions) if (!userId || each.userId === userId) sessions.delete(token);
    },
    expireAll: (userId) => {
      for (const [token, each] of sessions) if (!userId || each.userId === userId) sessions.delete(token);
    },
  };
}

function pickGrant({ clientId, userId, scopes }: Grant): Grant {
  return { clientId, userId, scopes };
}

/** BASE64URL(SHA256(verifier)) without padding, as PKCE's S256 asks. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
