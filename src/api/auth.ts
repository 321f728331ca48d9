import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestError } from '../errors.ts';
import { feedChannel } from '../ingest/context.ts';
import { equalSecrets, randomToken } from '../lib/crypto.ts';
import type { AccountRow } from '../store/accounts.ts';
import { writeAudit } from '../store/audit.ts';
import {
  deleteSession,
  findSessionOwner,
  insertSession,
  type SessionOwnerRow,
  touchSession,
} from '../store/sessions.ts';
import { findTokenOwner, hashToken, touchToken } from '../store/tokens.ts';
import type { UserRow } from '../store/users.ts';
import type { Api } from './api.ts';

const SESSION_SECONDS = 14 * 24 * 3600;
const IDLE_MS = 3 * 24 * 3_600_000;
// Use is written down this seldom: a page asks often.
const TOUCH_MS = 5 * 60_000;
const USER_AGENT_LENGTH = 300;
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/** How somebody proved who they are: by API token or by the session cookie of a browser. */
export type Proof = { readonly kind: 'token' | 'session'; readonly hash: Uint8Array };

/** Who asks. Read from the database with every request, so that a changed role works at once. */
export interface Actor {
  readonly user: UserRow;
  readonly account: AccountRow;
  readonly proof: Proof;
  /** Null for a token, which no foreign page can make a browser send. */
  readonly csrfToken: string | null;
  /** True for a token that only reads, and for a session that one began. */
  readonly readsOnly: boolean;
  /** When token or session was last seen in use, in epoch ms; null for a token that never was. */
  readonly lastUsedAt: number | null;
}

/**
 * Who asks; throws 401 when nobody known does, and 403 for a request that another site may have caused, or that a
 * token which only reads must not make, unless even such a one may (`evenReading`).
 */
export async function authenticate(api: Api, request: FastifyRequest, evenReading: boolean): Promise<Actor> {
  const proof = toProof(api, request);
  const actor = proof && (await findActor(api, proof));
  if (!actor) throw new RequestError('unauthenticated');
  await noteUse(api, actor);
  if (actor.readsOnly && !evenReading && !SAFE_METHODS.includes(request.method)) {
    throw new RequestError('forbidden', 'This token only reads. Use one of scope admin.');
  }
  if (actor.csrfToken !== null && !SAFE_METHODS.includes(request.method)) {
    requireOwnOrigin(api, request);
    const given = request.headers['x-csrf-token'];
    if (typeof given !== 'string' || !equalSecrets(given, actor.csrfToken)) {
      throw new RequestError(
        'forbidden',
        'The X-CSRF-Token header is missing or wrong; read it from /api/v1/me.',
      );
    }
  }
  return actor;
}

/** Who stands behind a proof now, or null when it ended. */
export async function findActor(api: Api, proof: Proof): Promise<Actor | null> {
  const { db, clock } = api.context;
  if (proof.kind === 'session') {
    const row = await findSessionOwner(db, proof.hash, sessionTime(clock.now()));
    return row && { user: row, account: row.account, proof, ...pick(row) };
  }
  const row = await findTokenOwner(db, proof.hash, clock.now());
  const { lastUsedAt = null, scope = 'read' } = row ?? {};
  const more = { proof, csrfToken: null, readsOnly: scope === 'read', lastUsedAt };
  return row && { user: row, account: row.account, ...more };
}

const pick = ({ csrfToken, readsOnly, lastUsedAt }: SessionOwnerRow) => ({
  csrfToken,
  readsOnly,
  lastUsedAt,
});

/** What a session is measured by at a moment: it ends two weeks after it began, or three days after its last use. */
export function sessionTime(now: number): { readonly now: number; readonly usedAfter: number } {
  return { now, usedAfter: now - IDLE_MS };
}

// Only here, not where an open stream looks whether it may go on: a forgotten page is not in use.
async function noteUse(api: Api, { proof, lastUsedAt }: Actor): Promise<void> {
  const now = api.context.clock.now();
  if (lastUsedAt !== null && now - lastUsedAt < TOUCH_MS) return;
  const touch = proof.kind === 'session' ? touchSession : touchToken;
  await touch(api.context.db, proof.hash, now);
}

/** The living session that a browser brings where it need not bring one, or null. */
export async function findSession(
  api: Api,
  request: FastifyRequest,
): Promise<{ accountId: string; userId: string; hash: Uint8Array } | null> {
  const token = request.cookies[api.cookieName];
  if (!token) return null;
  const hash = hashToken(token);
  const actor = await findActor(api, { kind: 'session', hash });
  return actor && { accountId: actor.account.id, userId: actor.user.id, hash };
}

/** Hash of the session when a session started what is done, null for a token. */
export function sessionHashOf(actor: Actor): Uint8Array | null {
  return actor.proof.kind === 'session' ? actor.proof.hash : null;
}

/** Signs a browser in: a new session every time, so that none can be planted before. `method` is how it was done. */
export async function startSession(
  api: Api,
  request: FastifyRequest,
  reply: FastifyReply,
  who: {
    readonly accountId: string;
    readonly userId: string;
    readonly method: string;
    readonly apiTokenHash?: Uint8Array;
  },
): Promise<void> {
  requireOwnOrigin(api, request);
  await dropSession(api, request, reply);
  const token = randomToken();
  const now = api.context.clock.now();
  await insertSession(api.context.db, {
    ...who,
    apiTokenHash: who.apiTokenHash ?? null,
    tokenHash: hashToken(token),
    csrfToken: randomToken(),
    userAgent: (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH),
    now,
    expiresAt: now + SESSION_SECONDS * 1000,
  });
  const { accountId, userId, method } = who;
  const deed = { accountId, by: userId, action: 'session.started', at: now } as const;
  await writeAudit(api.context.db, { ...deed, details: { method } });
  reply.setCookie(api.cookieName, token, { ...cookieOptions(api), maxAge: SESSION_SECONDS });
}

/** Ends the session that the browser brings, if any. */
export async function endSession(api: Api, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const who = await dropSession(api, request, reply);
  if (who === null) return;
  const { accountId, userId } = who;
  const deed = { accountId, by: userId, action: 'session.ended', at: api.context.clock.now() } as const;
  await writeAudit(api.context.db, { ...deed, details: { how: 'signed out' } });
}

async function dropSession(
  api: Api,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ accountId: string; userId: string } | null> {
  const token = request.cookies[api.cookieName];
  if (!token) return null;
  const who = await deleteSession(api.context.db, hashToken(token));
  // Open streams of the session look, and end.
  if (who !== null) await api.context.db.notify(feedChannel, who.accountId);
  reply.clearCookie(api.cookieName, cookieOptions(api));
  return who;
}

function toProof(api: Api, request: FastifyRequest): Proof | null {
  const { authorization } = request.headers;
  // A header decides alone: who sends one means it, and a wrong one must not fall back to a cookie.
  if (authorization !== undefined) {
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    return token === undefined ? null : { kind: 'token', hash: hashToken(token) };
  }
  const token = request.cookies[api.cookieName];
  return token ? { kind: 'session', hash: hashToken(token) } : null;
}

/** Throws 403 for a request that a page of another site caused: browsers name it, programs send no Origin. */
export function requireOwnOrigin(api: Api, request: FastifyRequest): void {
  const { origin } = request.headers;
  if (origin !== undefined && origin !== api.context.publicUrl) {
    throw new RequestError('forbidden', `Requests from pages of ${origin} are not accepted here.`);
  }
}

/** How our cookies are set: for the whole site, out of reach of scripts, and not sent along from other sites. */
export function cookieOptions(api: Api) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: api.https } as const;
}
