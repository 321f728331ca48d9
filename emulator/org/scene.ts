import type { SeededOrg } from './people.ts';
import type { Random } from './random.ts';
import type { OrgRecord } from './record.ts';
import { LIGHTNING } from './seed.ts';
import type { Transaction } from './transaction.ts';

/** What a beat may look at. */
export interface Scene extends SeededOrg {
  readonly random: Random;
  /** Living records of an object that satisfy a condition. */
  among(object: string, keep?: (record: OrgRecord) => boolean): OrgRecord[];
}

/** One thing that happens in the org; undefined where there was nothing to do it to. */
export type BeatOf = (scene: Scene) => string | undefined;

/** Changes records as a person at the screen, unless another origin is named; `savedAt`: by a transaction that began then. */
export function as<T>(
  { org }: Scene,
  userId: string,
  work: (tx: Transaction) => T,
  origin = LIGHTNING,
  savedAt?: number,
): T {
  return org.transact({ userId, origin, ...(savedAt !== undefined && { savedAt }) }, work);
}

/** What a beat works on: records that a person owns, rather than a queue. */
export const isOwned = (record: OrgRecord): boolean => String(record.OwnerId).startsWith('005');

/** One of the items, undefined of none. */
export function pickFrom<T>(scene: Scene, items: readonly T[]): T | undefined {
  return items.length > 0 ? scene.random.pick(items) : undefined;
}

/** The user who owns a record. */
export const ownerOf = (record: OrgRecord): string => String(record.OwnerId);
/** Customers only: the story leaves alone what it did not bring in by its own people. */
export const contacts = (scene: Scene) => scene.among('Contact', (each) => each.AccountId !== null);
