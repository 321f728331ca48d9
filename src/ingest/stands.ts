import type { ConnectionRow } from '../store/connections.ts';

/** For how long a stream may be down before its time counts as a hole, ms. */
export const downMs = 120_000;

/** True while the stream carries its features: it stands, stood just now, or has not been started yet. */
export function streamStands({ streamStoodAt }: Pick<ConnectionRow, 'streamStoodAt'>, now: number): boolean {
  return streamStoodAt === null || now - streamStoodAt <= downMs;
}
