import type { Credential, CredentialKeeper } from '../activity/service.ts';
import { SetupError, TransientError } from '../errors.ts';
import { open, seal } from '../lib/crypto.ts';
import { claimRefresh, findCredential, releaseRefresh, saveCredential } from '../store/credentials.ts';
import type { ConnectionRef, Context } from './context.ts';

// Longer than any refresh may take: a claim that outlives it belongs to a process that died.
const claimMs = 60_000;
const pollMs = 100;

/**
 * Keeps a connection's credential sealed in the database. One refresh at a time runs per connection, over
 * all processes, and what it brings is stored before anybody uses it: under token rotation an old refresh
 * token that is sent again revokes the new one.
 */
export function openCredentialKeeper(context: Context, ref: ConnectionRef): CredentialKeeper {
  return {
    read: async () => (await readVersion(context, ref)).credential,
    replace: async (stale, refresh) => {
      for (;;) {
        const { credential, version } = await readVersion(context, ref);
        if (credential.accessToken !== stale.accessToken) return credential;
        const now = context.clock.now();
        if (await claimRefresh(context.db, ref.accountId, ref.connectionId, version, now, claimMs)) {
          return refreshClaimed(context, ref, credential, refresh);
        }
        await context.clock.sleep(pollMs);
      }
    },
  };
}

async function refreshClaimed(
  context: Context,
  ref: ConnectionRef,
  current: Credential,
  refresh: (current: Credential) => Promise<Credential>,
): Promise<Credential> {
  try {
    const next = await refresh(current);
    await saveCredential(context.db, ref.accountId, ref.connectionId, sealCredential(context, ref, next));
    return next;
  } catch (error) {
    await releaseRefresh(context.db, ref.accountId, ref.connectionId);
    throw error;
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

function openCredential(context: Context, ref: ConnectionRef, sealed: string): Credential {
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
