import type { Credential, CredentialKeeper } from '../activity/service.ts';
import { SetupError, TransientError } from '../errors.ts';
import { open, seal } from '../lib/crypto.ts';
import { claimRefresh, findCredential, releaseRefresh, saveRefreshed } from '../store/credentials.ts';
import type { ConnectionRef, Context } from './context.ts';

// Longer than any refresh may take: a claim that outlives it belongs to a process that died.
const claimMs = 60_000;
const pollMs = 100;
const storeTries = 5;

/**
 * Keeps a connection's credential sealed in the database. One refresh at a time runs per connection, over
 * all processes, and what it brings is stored before anybody uses it: under token rotation an old refresh
 * token that is sent again revokes the new one. The signal ends waiting for others, never a refresh under way.
 */
export function openCredentialKeeper(
  context: Context,
  ref: ConnectionRef,
  signal: AbortSignal,
): CredentialKeeper {
  let running: { stale: string; outcome: Promise<Credential> } | null = null;
  return {
    read: async () => (await readVersion(context, ref)).credential,
    replace: (stale, refresh) => {
      // Callers of one session share the outcome, a failure too: a busy service is asked once for all of them.
      if (running?.stale === stale.accessToken) return running.outcome;
      const outcome = replaceStale(context, ref, signal, stale, refresh).finally(() => {
        if (running?.outcome === outcome) running = null;
      });
      running = { stale: stale.accessToken, outcome };
      return outcome;
    },
  };
}

type Refresh = (current: Credential) => Promise<Credential>;

async function replaceStale(
  context: Context,
  ref: ConnectionRef,
  signal: AbortSignal,
  stale: Credential,
  refresh: Refresh,
): Promise<Credential> {
  const { db, clock } = context;
  for (;;) {
    signal.throwIfAborted();
    const { credential, version } = await readVersion(context, ref);
    if (credential.accessToken !== stale.accessToken) return credential;
    const claim = await claimRefresh(db, ref.accountId, ref.connectionId, version, claimMs);
    const next = claim === null ? null : await refreshClaimed(context, ref, claim, credential, refresh);
    if (next !== null) return next;
    await clock.sleep(pollMs, signal);
  }
}

/** The new credential, or null where a new authorisation came first: then that one counts. */
async function refreshClaimed(
  context: Context,
  ref: ConnectionRef,
  claim: string,
  current: Credential,
  refresh: Refresh,
): Promise<Credential | null> {
  const { db, log } = context;
  let next: Credential;
  try {
    next = await refresh(current);
  } catch (error) {
    await releaseRefresh(db, ref.accountId, ref.connectionId, claim).catch((failure: Error) =>
      log.warn({ err: failure }, 'a claim to refresh was not given back; it runs out by itself'),
    );
    throw error;
  }
  return (await storeRefreshed(context, ref, claim, next)) ? next : null;
}

// A rotated token that is not stored is lost, and somebody has to reconnect: a hiccup of the database is sat out.
async function storeRefreshed(
  context: Context,
  ref: ConnectionRef,
  claim: string,
  next: Credential,
): Promise<boolean> {
  const sealed = sealCredential(context, ref, next);
  for (let attempt = 1; ; attempt++) {
    try {
      return await saveRefreshed(context.db, ref.accountId, ref.connectionId, claim, sealed);
    } catch (error) {
      if (attempt === storeTries) throw error;
      context.log.warn({ err: error }, 'storing a refreshed credential failed; trying again');
      await context.clock.sleep(1000);
    }
  }
}

async function readVersion(
  context: Context,
  ref: ConnectionRef,
): Promise<{ credential: Credential; version: number }> {
  const row = await findCredential(context.db, ref.accountId, ref.connectionId);
  if (row === null) throw new SetupError('reconnect_required', 'reading the credential: there is none');
  return { credential: openCredential(context, ref, row.sealed), version: row.version };
}

/** The credential as it is stored, bound to its connection. */
export function sealCredential(context: Context, ref: ConnectionRef, credential: Credential): string {
  return seal(context.sealKey, JSON.stringify(credential), bound(ref));
}

/** Opens what `sealCredential` closed. Throws TransientError where the key is another one. */
export function openCredential(context: Context, ref: ConnectionRef, sealed: string): Credential {
  try {
    return JSON.parse(open(context.sealKey, sealed, bound(ref))) as Credential;
  } catch (error) {
    throw new TransientError(
      'slow',
      'salesforce_unavailable',
      'opening the credential: wrong encryption key',
      {
        cause: error,
      },
    );
  }
}

function bound(ref: ConnectionRef): string {
  return `credential ${ref.accountId} ${ref.connectionId}`;
}
