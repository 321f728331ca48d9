import type { z } from 'zod';
import { RequestError } from '../errors.ts';
import { chatChannel } from '../ingest/context.ts';
import {
  addMessage,
  findThread,
  insertThread,
  type MessageRow,
  type Reader,
  type ThreadRow,
} from '../store/support.ts';
import type { Api } from './api.ts';
import type { Actor } from './auth.ts';
import { requireConnection } from './connectionView.ts';
import type { Message, MessageRequest, Thread } from './contract.ts';
import { iso } from './times.ts';
import { isOperator, mayConnect, whomToAsk } from './visibility.ts';

const SUBJECT_LENGTH = 80;

/** The actor as a reader of their own account's chat. */
export function toReader(actor: Actor): Reader {
  return { userId: actor.user.id, accountId: actor.account.id, ofConnections: mayConnect(actor) };
}

/** The actor with all that they may read: operators see every account's threads. */
export function toWidestReader(api: Api, actor: Actor): Reader {
  return isOperator(api, actor) ? { ...toReader(actor), accountId: null } : toReader(actor);
}

/** A thread that the actor may see; 404 for any other. */
export async function requireThread(api: Api, actor: Actor, id: string): Promise<ThreadRow> {
  const row = await findThread(api.context.db, toWidestReader(api, actor), id);
  if (row === null) throw new RequestError('not_found', 'There is no such thread.');
  return row;
}

/** Adds what somebody wrote to a thread, or begins one with it, and tells whoever has the chat open. */
export async function sendMessage(
  api: Api,
  actor: Actor,
  { text, threadId, connectionId, subject }: z.output<typeof MessageRequest>,
): Promise<MessageRow> {
  const { db, clock } = api.context;
  const thread = threadId === undefined ? null : await requireThread(api, actor, threadId);
  if (thread === null && connectionId !== undefined) {
    if (!mayConnect(actor)) throw new RequestError('forbidden', await whomToAsk(api, actor));
    await requireConnection(api, actor, connectionId);
  }
  const accountId = thread?.accountId ?? actor.account.id;
  const at = clock.now();
  const message = await db.transaction(async (tx) => {
    const begin = () =>
      insertThread(tx, {
        ...{ accountId, startedBy: actor.user.id, connectionId: connectionId ?? null, at },
        subject: subject ?? toSubject(text),
      });
    return addMessage(tx, {
      ...{
        accountId,
        threadId: thread?.id ?? (await begin()),
        authorId: actor.user.id,
        kind: 'text',
        text,
        at,
      },
      // Who asks for their own company is asking, operator or not.
      fromOperator: thread !== null && thread.startedBy !== actor.user.id && isOperator(api, actor),
    });
  });
  await db.notify(chatChannel, accountId);
  return message;
}

function toSubject(text: string): string {
  const [line] = text.split('\n') as [string];
  return line.length <= SUBJECT_LENGTH ? line : `${line.slice(0, SUBJECT_LENGTH - 1)}…`;
}

/** A message as the API gives it. */
export function toMessage({
  authorId,
  authorName,
  fromOperator,
  ...row
}: MessageRow): z.infer<typeof Message> {
  return {
    ...row,
    author: { userId: authorId, name: authorName, operator: fromOperator },
    sentAt: iso(row.sentAt),
  };
}

/** A thread as the API gives it. */
export function toThread(row: ThreadRow): z.infer<typeof Thread> {
  return {
    id: row.id,
    account: { id: row.accountId, name: row.accountName },
    subject: row.subject,
    connection:
      row.connectionId === null || row.connectionName === null
        ? null
        : { id: row.connectionId, name: row.connectionName },
    startedBy: { userId: row.startedBy, name: row.startedByName ?? 'Somebody who left' },
    startedAt: iso(row.startedAt),
    messageCount: row.messageCount,
    lastMessageAt: iso(row.lastMessageAt),
    unread: row.unread,
    waiting: row.waiting,
    removal: row.removal as z.infer<typeof Thread>['removal'],
  };
}
