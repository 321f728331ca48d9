import type { Org } from '../org/org.ts';
import type { QueryResult } from '../soql/run.ts';

/** A locator lives for two days, and a user holds ten of them. */
const LOCATOR_LIFE_MS = 2 * 86_400_000;
const LOCATORS_PER_USER = 10;

interface Cursor {
  readonly userId: string;
  readonly result: QueryResult;
  readonly openedAt: number;
}

const cursors = new WeakMap<Org, Map<string, Cursor>>();

/** Keeps what a query found, as it was then, for the pages that follow; returns the id that its locators begin with. */
export function openCursor(org: Org, userId: string, result: QueryResult): string {
  const known = cursors.get(org) ?? new Map<string, Cursor>();
  cursors.set(org, known);
  const mine = [...known].filter(([, cursor]) => cursor.userId === userId);
  if (mine.length >= LOCATORS_PER_USER) known.delete(mine[0]![0]);
  const id = org.nextId('01g');
  known.set(id, { userId, result, openedAt: org.now() });
  return id;
}

/** What a locator (`01g...-2000`) stands for; undefined for one that is unknown or too old. */
export function findCursor(
  org: Org,
  locator: string,
): (Cursor & { readonly id: string; readonly offset: number }) | undefined {
  const [, id = '', offset = ''] = /^(\w{18})-(\d+)$/.exec(locator) ?? [];
  const cursor = cursors.get(org)?.get(id);
  if (!cursor || org.now() - cursor.openedAt >= LOCATOR_LIFE_MS) return undefined;
  return { ...cursor, id, offset: Number(offset) };
}
