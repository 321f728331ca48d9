import { z } from 'zod';
import { RequestError } from '../errors.ts';

/** The opaque form of where a page ended; any JSON values. */
export function toCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Reads a cursor back as its list's own shape, null when none was given; 400 for anything else. */
export function parseCursor<S extends z.ZodType>(cursor: string | undefined, shape: S): z.output<S> | null {
  if (cursor === undefined) return null;
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new RequestError('invalid_request', 'cursor: is none that this list gave.');
  }
}

/** Positions of lists in order of time: epoch ms (within what a date can be) and id. */
export const timeAndId = z.tuple([z.int().min(-8.64e15).max(8.64e15), z.uuid()]);

/** Positions of lists in order of name: name and id. */
export const nameAndId = z.tuple([z.string().max(1000), z.string().max(200)]);

/** Positions of lists in order of a key. */
export const keyOnly = z.tuple([z.string().max(1000)]);

/** One page of a list that was read with `limit + 1`: the extra row only tells that there is more. */
export function toPage<T, D>(
  rows: readonly T[],
  limit: number,
  positionOf: (row: T) => readonly (string | number)[],
  toItem: (row: T) => D,
): { items: D[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(toItem),
    nextCursor: last !== undefined && rows.length > limit ? toCursor(positionOf(last)) : null,
  };
}
