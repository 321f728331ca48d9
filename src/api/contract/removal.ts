import { z } from 'zod';
import { time, uuid } from './parts.ts';

const KeepOrErase = z.enum(['keep', 'erase']);
const note = z.string().trim().min(1).max(2000).optional();

/** Whether the activities stay on the timeline; `note` goes into the chat with the wish. */
export const RemovalRequest = z.object({ data: KeepOrErase, note });
/** Goes into the chat with the answer. */
export const RemovalDecision = z.object({ note }).nullish();

/** A wish to remove a connection and how far it came; a step that is `left` says in `manual` what a person does. */
export const Removal = z.object({
  id: uuid,
  connectionId: uuid,
  threadId: uuid,
  data: KeepOrErase,
  state: z.enum(['asked', 'withdrawn', 'declined', 'approved', 'done']),
  askedBy: z.object({ userId: uuid, name: z.string() }),
  askedAt: time,
  decidedBy: z.object({ userId: uuid, name: z.string() }).nullable(),
  decidedAt: time.nullable(),
  finishedAt: time.nullable(),
  steps: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      state: z.enum(['pending', 'running', 'done', 'left']),
      counts: z.record(z.string(), z.number()),
      manual: z.string().nullable(),
    }),
  ),
});

/** What was removed, in Salesforce and here, and what a person must still do. */
export const Receipt = z.object({
  connection: z.object({
    id: uuid,
    name: z.string(),
    environment: z.string(),
    organizationId: z.string().nullable(),
    organizationName: z.string().nullable(),
  }),
  data: KeepOrErase,
  askedBy: z.string(),
  askedAt: time,
  approvedBy: z.string(),
  approvedAt: time,
  finishedAt: time,
  salesforce: z.object({
    channels: z.array(z.string()),
    members: z.array(z.string()),
    accessRevoked: z.boolean(),
  }),
  /** Rows that were erased here, by what they were. */
  erased: z.record(z.string(), z.number()),
  kept: z.object({ activities: z.number() }),
  manual: z.array(z.object({ what: z.string(), todo: z.string() })),
});
