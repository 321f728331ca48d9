import { z } from 'zod';
import { listOf, many, moment, paging, time, uuid } from './parts.ts';

/** Which lines of the audit log; `format=csv`, like `Accept: text/csv`, gives all of them as a file. */
export const AuditQuery = z.object({
  userId: many,
  action: many,
  connectionId: many,
  from: moment.optional(),
  to: moment.optional(),
  format: z.enum(['json', 'csv']).optional(),
  ...paging,
});

/** Who did what when; names are those of that time, `user.id` is null for WorkSights itself. */
const AuditEntry = z.object({
  id: uuid,
  at: time,
  user: z.object({ id: uuid.nullable(), name: z.string() }),
  action: z.string(),
  connection: z.object({ id: uuid, name: z.string().nullable() }).nullable(),
  /** To what it was done: the key of a feature, a remote user's id, a user's e-mail. */
  subject: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export const AuditList = listOf(AuditEntry);
