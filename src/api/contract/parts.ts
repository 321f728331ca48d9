import { z } from 'zod';

/** RFC 3339 UTC. */
export const time = z.string();
export const uuid = z.uuid();

/** One page of a list; `nextCursor` is null on the last one. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** What every list takes. */
export const paging = {
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** A query parameter that may be repeated. */
export const many = z
  .union([
    z.array(z.string().max(200)).max(200),
    z
      .string()
      .max(200)
      .transform((one) => [one]),
  ])
  .default([]);

/** A moment that a caller names. */
export const moment = z.iso.datetime({ offset: true });

/** Who switched a feature for a whole connection last, and when; `by` is null where they have left. */
export const Switched = z.object({ by: z.string().nullable(), at: time });
