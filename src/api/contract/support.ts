import { z } from 'zod';
import { listOf, paging, time, uuid } from './parts.ts';

// Plain text: no control characters but tabs and line ends.
const plain = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^(?:\P{Cc}|[\t\n\r])*$/u, 'must be plain text without control characters');

/** Plain text into a thread; without `threadId` a new one begins, of a connection where one is named. */
export const MessageRequest = z.object({
  text: plain(4000),
  threadId: uuid.optional(),
  connectionId: uuid.optional(),
  /** Of a new thread; the beginning of the text where it is left out. */
  subject: plain(120).optional(),
});

/** `number` counts from 1 in each thread; `kind` tells what became of a removal from what somebody wrote. */
export const Message = z.object({
  id: uuid,
  threadId: uuid,
  number: z.number().int(),
  author: z.object({ userId: uuid.nullable(), name: z.string(), operator: z.boolean() }),
  kind: z.enum(['text', 'removal_request', 'removal_answer', 'receipt']),
  text: z.string(),
  sentAt: time,
});
export const MessageList = listOf(Message);
export const MessageListQuery = z.object({ ...paging, threadId: uuid.optional() });

/** A thread as the reader sees it; `waiting` while the operators owe an answer. */
export const Thread = z.object({
  id: uuid,
  account: z.object({ id: uuid, name: z.string() }),
  subject: z.string(),
  connection: z.object({ id: uuid, name: z.string() }).nullable(),
  startedBy: z.object({ userId: uuid, name: z.string() }),
  startedAt: time,
  messageCount: z.number().int(),
  lastMessageAt: time,
  unread: z.number().int(),
  waiting: z.boolean(),
  removal: z
    .object({
      data: z.enum(['keep', 'erase']),
      state: z.enum(['asked', 'withdrawn', 'declined', 'approved', 'done']),
    })
    .nullable(),
});
export const ThreadList = listOf(Thread);
export const ThreadListQuery = z.object(paging);
export const InboxQuery = z.object({
  ...paging,
  /** `true`: only threads that wait for an answer. */
  waiting: z.enum(['true', 'false']).default('false'),
});
export const ThreadParams = z.object({ thread: z.string() });
/** Everything up to this message's number has been read. */
export const ReadRequest = z.object({ number: z.number().int().min(0).max(2_000_000_000) });
/** Threads and messages that I have not read; `waiting` counts the inbox, for operators only. */
export const Unread = z.object({
  threads: z.number().int(),
  messages: z.number().int(),
  waiting: z.number().int().nullable(),
});
export const ChatStreamQuery = z.strictObject({});
