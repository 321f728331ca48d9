import { chatChannel } from '../../ingest/context.ts';
import { countUnread, listMessages, listThreads, markRead, type Reader } from '../../store/support.ts';
import type { Api } from '../api.ts';
import { requireThread, sendMessage, toMessage, toReader, toThread, toWidestReader } from '../chat.ts';
import { streamChat } from '../chatStream.ts';
import {
  ChatStreamQuery,
  InboxQuery,
  Message,
  MessageList,
  MessageListQuery,
  MessageRequest,
  ReadRequest,
  ThreadList,
  ThreadListQuery,
  ThreadParams,
  Unread,
} from '../contract.ts';
import { parseCursor, timeAndId, toPage } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isOperator } from '../visibility.ts';

const base = '/api/v1/support';
const MESSAGES_PER_MINUTE = 30;

const send = defineRoute({
  method: 'POST',
  url: `${base}/messages`,
  summary:
    'Write to the operators of this installation, or as one of them; without a thread a new one begins',
  tag: 'chat',
  allow: 'signedIn',
  body: MessageRequest,
  response: Message,
  status: 201,
  perMinute: MESSAGES_PER_MINUTE,
  handler: async (api, { actor, body }) => toMessage(await sendMessage(api, actor, body)),
});

const messages = defineRoute({
  method: 'GET',
  url: `${base}/messages`,
  summary: 'Messages of a thread, or of all my threads, newest first',
  tag: 'chat',
  allow: 'signedIn',
  query: MessageListQuery,
  response: MessageList,
  handler: async (api, { actor, query }) => {
    const thread = query.threadId === undefined ? null : await requireThread(api, actor, query.threadId);
    const reader = thread === null ? toReader(actor) : toWidestReader(api, actor);
    const position = parseCursor(query.cursor, timeAndId);
    const before = position && { sentAt: position[0], id: position[1] };
    const rows = await listMessages(api.context.db, reader, thread?.id ?? null, before, query.limit + 1);
    return toPage(rows, query.limit, (row) => [row.sentAt, row.id], toMessage);
  },
});

const threads = defineRoute({
  method: 'GET',
  url: `${base}/threads`,
  summary: 'My threads and those of the connections that I may handle, newest message first',
  tag: 'chat',
  allow: 'signedIn',
  query: ThreadListQuery,
  response: ThreadList,
  handler: (api, { actor, query }) => readThreads(api, toReader(actor), { ...query, waiting: false }),
});

const inbox = defineRoute({
  method: 'GET',
  url: `${base}/inbox`,
  summary: 'Threads of all accounts, for the operators of this installation',
  tag: 'chat',
  allow: 'operators',
  query: InboxQuery,
  response: ThreadList,
  handler: (api, { actor, query }) =>
    readThreads(api, toWidestReader(api, actor), { ...query, waiting: query.waiting === 'true' }),
});

const read = defineRoute({
  method: 'PUT',
  url: `${base}/threads/:thread/read`,
  summary: 'Mark a thread read up to a message',
  tag: 'chat',
  allow: 'signedIn',
  params: ThreadParams,
  body: ReadRequest,
  status: 204,
  handler: async (api, { actor, params, body }) => {
    const { accountId, id } = await requireThread(api, actor, params.thread);
    await markRead(api.context.db, accountId, id, actor.user.id, body.number);
    await api.context.db.notify(chatChannel, accountId);
  },
});

const unread = defineRoute({
  method: 'GET',
  url: `${base}/unread`,
  summary: 'How much I have not read, and how many threads wait for an operator',
  tag: 'chat',
  allow: 'signedIn',
  response: Unread,
  handler: async (api, { actor }) => {
    const { threads, messages } = await countUnread(api.context.db, toReader(actor));
    if (!isOperator(api, actor)) return { threads, messages, waiting: null };
    const { waiting } = await countUnread(api.context.db, toWidestReader(api, actor));
    return { threads, messages, waiting };
  },
});

const stream = defineRoute({
  method: 'GET',
  url: `${base}/stream`,
  summary: 'Threads that move, as server-sent events: ready (read the lists anew), thread',
  tag: 'chat',
  allow: 'signedIn',
  query: ChatStreamQuery,
  media: 'text/event-stream',
  handler: (api, { actor, reply }) => streamChat(api, actor, reply),
});

async function readThreads(
  api: Api,
  reader: Reader,
  { waiting, cursor, limit }: { waiting: boolean; cursor?: string | undefined; limit: number },
) {
  const position = parseCursor(cursor, timeAndId);
  const before = position && { lastMessageAt: position[0], id: position[1] };
  const rows = await listThreads(api.context.db, reader, { waiting }, before, limit + 1);
  return toPage(rows, limit, (row) => [row.lastMessageAt, row.id], toThread);
}

export const supportRoutes = [send, messages, threads, inbox, read, unread, stream];
