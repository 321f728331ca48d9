import { type Queries, timeParam } from './database.ts';

/** What a message is: written by somebody, or what became of a removal. */
export type MessageKind = 'text' | 'removal_request' | 'removal_answer' | 'receipt';

export interface MessageRow {
  readonly id: string;
  readonly threadId: string;
  /** From 1 in each thread. */
  readonly number: number;
  /** Null: WorkSights itself. */
  readonly authorId: string | null;
  readonly authorName: string;
  readonly fromOperator: boolean;
  readonly kind: MessageKind;
  readonly text: string;
  readonly sentAt: number;
}

/** Who reads: one person with what they may see, or (null account) an operator, who sees all. */
export interface Reader {
  readonly userId: string;
  readonly accountId: string | null;
  /** True for those who may see the threads of the account's connections. */
  readonly ofConnections: boolean;
}

// `t` is the threads table; $1 the account, $2 the reader, $3 whether they see the connections' threads.
const visible = `($1::uuid IS NULL OR (t.account_id = $1
  AND CASE WHEN t.connection_id IS NULL THEN t.started_by = $2::uuid ELSE $3::boolean END))`;
const toParams = (reader: Reader) => [reader.accountId, reader.userId, reader.ofConnections] as const;

const messageColumns = `m.id, m.thread_id AS "threadId", m.number, m.author_id AS "authorId",
  m.author_name AS "authorName", m.from_operator AS "fromOperator", m.kind, m.text, m.sent_at AS "sentAt"`;

/** Begins a thread; its first message follows in the same transaction. */
export async function insertThread(
  on: Queries,
  thread: {
    readonly accountId: string;
    readonly subject: string;
    readonly connectionId: string | null;
    readonly startedBy: string;
    readonly at: number;
  },
): Promise<string> {
  const rows = await on.query<{ id: string }>(
    `INSERT INTO support_threads (account_id, subject, connection_id, started_by, started_at, last_message_at)
     VALUES ($1, $2, $3, $4, $5, $5) RETURNING id`,
    [thread.accountId, thread.subject, thread.connectionId, thread.startedBy, timeParam(thread.at)],
  );
  return rows[0]!.id;
}

/**
 * Adds a message to a thread and marks it read by its author. Numbers and times rise without a gap or a tie: the
 * thread's row stays locked until the transaction ends.
 */
export async function addMessage(
  on: Queries,
  message: {
    readonly accountId: string;
    readonly threadId: string;
    readonly authorId: string | null;
    readonly fromOperator: boolean;
    readonly kind: MessageKind;
    readonly text: string;
    readonly at: number;
  },
): Promise<MessageRow> {
  const { accountId, threadId, authorId } = message;
  const rows = await on.query<MessageRow>(
    `WITH t AS (
       UPDATE support_threads SET message_count = message_count + 1, last_message_at = CASE WHEN message_count = 0
         THEN $7 ELSE greatest($7, last_message_at + interval '1 millisecond') END
       WHERE account_id = $1 AND id = $2 RETURNING message_count, last_message_at)
     INSERT INTO support_messages AS m (account_id, thread_id, number, author_id, author_name, from_operator, kind,
       text, sent_at)
     SELECT $1, $2, t.message_count, $3::uuid, coalesce((SELECT name FROM users WHERE account_id = $1 AND id = $3::uuid),
       (SELECT name FROM users WHERE id = $3::uuid), 'WorkSights'), $4, $5, $6, t.last_message_at FROM t
     RETURNING ${messageColumns}`,
    [accountId, threadId, authorId, message.fromOperator, message.kind, message.text, timeParam(message.at)],
  );
  const added = rows[0]!;
  if (authorId !== null) await markRead(on, accountId, threadId, authorId, added.number);
  return added;
}

/** Messages of one thread, or of all that the reader sees (null), newest first, after the last one seen. */
export function listMessages(
  on: Queries,
  reader: Reader,
  threadId: string | null,
  before: { readonly sentAt: number; readonly id: string } | null,
  limit: number,
): Promise<MessageRow[]> {
  return on.query(
    `SELECT ${messageColumns} FROM support_messages m
     JOIN support_threads t ON t.account_id = m.account_id AND t.id = m.thread_id
     WHERE ${visible} AND ($4::uuid IS NULL OR t.id = $4::uuid)
       AND ($5::timestamptz IS NULL OR (m.sent_at, m.id) < ($5::timestamptz, $6::uuid))
     ORDER BY m.sent_at DESC, m.id DESC LIMIT $7`,
    [
      ...toParams(reader),
      threadId,
      before === null ? null : timeParam(before.sentAt),
      before?.id ?? null,
      limit,
    ],
  );
}

/** Notes how far somebody has read; never backwards, and not beyond the last message. */
export async function markRead(
  on: Queries,
  accountId: string,
  threadId: string,
  readerId: string,
  readTo: number,
): Promise<void> {
  await on.query(
    `INSERT INTO support_reads AS r (account_id, thread_id, reader_id, read_to)
     SELECT account_id, id, $3, least($4::integer, message_count) FROM support_threads
     WHERE account_id = $1 AND id = $2
     ON CONFLICT (account_id, thread_id, reader_id) DO UPDATE SET read_to = greatest(r.read_to, excluded.read_to)`,
    [accountId, threadId, readerId, readTo],
  );
}

/** A thread as one reader sees it. */
export interface ThreadRow {
  readonly accountId: string;
  readonly accountName: string;
  readonly id: string;
  readonly subject: string;
  readonly connectionId: string | null;
  readonly connectionName: string | null;
  readonly startedBy: string;
  readonly startedByName: string | null;
  readonly startedAt: number;
  readonly messageCount: number;
  readonly lastMessageAt: number;
  readonly unread: number;
  /** True while the operators have not answered the last message, or a removal that is asked for. */
  readonly waiting: boolean;
  readonly removal: { readonly data: string; readonly state: string } | null;
}

const threads = `
  SELECT t.account_id AS "accountId", a.name AS "accountName", t.id, t.subject, t.connection_id AS "connectionId",
    c.name AS "connectionName", t.started_by AS "startedBy", u.name AS "startedByName",
    t.started_at AS "startedAt", t.message_count AS "messageCount", t.last_message_at AS "lastMessageAt",
    t.message_count - coalesce(r.read_to, 0) AS unread,
    (m.author_id IS NOT NULL AND NOT m.from_operator AND m.kind = 'text') OR coalesce(x.state = 'asked', false)
      AS waiting,
    CASE WHEN x.id IS NULL THEN NULL ELSE json_build_object('data', x.data, 'state', x.state) END AS removal
  FROM support_threads t
  JOIN accounts a ON a.id = t.account_id
  LEFT JOIN connections c ON c.account_id = t.account_id AND c.id = t.connection_id
  LEFT JOIN users u ON u.account_id = t.account_id AND u.id = t.started_by
  LEFT JOIN support_reads r ON r.account_id = t.account_id AND r.thread_id = t.id AND r.reader_id = $2::uuid
  LEFT JOIN support_messages m ON m.account_id = t.account_id AND m.thread_id = t.id AND m.number = t.message_count
  LEFT JOIN removals x ON x.account_id = t.account_id AND x.thread_id = t.id
  WHERE ${visible}`;

/** Threads that the reader sees, the one with the newest message first, after the last one seen. */
export function listThreads(
  on: Queries,
  reader: Reader,
  filter: { readonly waiting: boolean },
  before: { readonly lastMessageAt: number; readonly id: string } | null,
  limit: number,
): Promise<ThreadRow[]> {
  return on.query(
    `SELECT * FROM (${threads}) s WHERE (NOT $4::boolean OR waiting)
       AND ($5::timestamptz IS NULL OR ("lastMessageAt", id) < ($5::timestamptz, $6::uuid))
     ORDER BY "lastMessageAt" DESC, id DESC LIMIT $7`,
    [
      ...toParams(reader),
      filter.waiting,
      before === null ? null : timeParam(before.lastMessageAt),
      before?.id ?? null,
      limit,
    ],
  );
}

/** One thread, or null where the reader may not see it. */
export async function findThread(on: Queries, reader: Reader, id: string): Promise<ThreadRow | null> {
  const rows = await on.query<ThreadRow>(`${threads} AND t.id::text = $4`, [...toParams(reader), id]);
  return rows[0] ?? null;
}

/** How much the reader has not read, and (for an operator) how many threads wait for an answer. */
export async function countUnread(
  on: Queries,
  reader: Reader,
): Promise<{ threads: number; messages: number; waiting: number }> {
  const rows = await on.query<{ threads: number; messages: number; waiting: number }>(
    `SELECT count(*) FILTER (WHERE unread > 0) AS threads, coalesce(sum(unread), 0) AS messages,
       count(*) FILTER (WHERE waiting) AS waiting FROM (${threads}) s`,
    toParams(reader),
  );
  return rows[0]!;
}
