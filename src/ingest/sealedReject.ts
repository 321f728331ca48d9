import type { Reject } from '../activity/service.ts';
import { open, seal } from '../lib/crypto.ts';
import type { ConnectionRef, Context } from './context.ts';

// What could not be read was not stripped of the texts that we never keep either: they may stand in its bytes,
// so these lie sealed until a replay reads them.

/** A reject as it is stored. */
export function sealReject(context: Context, ref: ConnectionRef, reject: Reject): Reject {
  // Nothing kept is nothing to seal, and nothing to replay.
  if (reject.payload.length === 0) return reject;
  const clear = Buffer.from(reject.payload).toString('base64');
  return { ...reject, payload: Buffer.from(seal(context.sealKey, clear, bound(ref, reject.key))) };
}

/** The bytes that `sealReject` sealed; throws for another key. */
export function openReject(
  context: Context,
  ref: ConnectionRef,
  stored: { readonly key: string; readonly payload: Uint8Array },
): Buffer {
  const sealed = Buffer.from(stored.payload).toString();
  return Buffer.from(open(context.sealKey, sealed, bound(ref, stored.key)), 'base64');
}

function bound(ref: ConnectionRef, key: string): string {
  return `reject ${ref.accountId} ${ref.connectionId} ${key}`;
}
