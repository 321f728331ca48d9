import { RequestError } from '../errors.ts';
import { writeAudit } from '../store/audit.ts';
import { type ConnectionRow, setRemoving } from '../store/connections.ts';
import { isDuplicate } from '../store/database.ts';
import {
  decideRemoval,
  findRemoval,
  insertRemoval,
  type KeepOrErase,
  type RemovalRow,
} from '../store/removals.ts';
import { addMessage, insertThread } from '../store/support.ts';
import { type Context, chatChannel, connectionsChannel } from './context.ts';

const removable = ['provisioning', 'active', 'attention'];

/** Puts the wish to remove a connection into the chat, where an operator answers it. Throws conflict. */
export async function askRemoval(
  context: Context,
  connection: ConnectionRow,
  wish: { readonly data: KeepOrErase; readonly by: string; readonly note: string | null },
): Promise<RemovalRow> {
  const { db, clock } = context;
  const { accountId, id, name } = connection;
  if (!removable.includes(connection.status)) {
    throw new RequestError('conflict', `The connection is ${connection.status}: it cannot be removed.`);
  }
  const at = clock.now();
  try {
    await db.transaction(async (tx) => {
      const thread = { accountId, subject: `Remove ${name}`, connectionId: id, startedBy: wish.by, at };
      const threadId = await insertThread(tx, thread);
      await insertRemoval(tx, {
        ...{ accountId, connectionId: id, threadId, data: wish.data, askedBy: wish.by, askedAt: at },
      });
      await addMessage(tx, {
        ...{ accountId, threadId, authorId: wish.by, fromOperator: false, kind: 'removal_request', at },
        text: [toRequest(connection, wish.data), ...(wish.note === null ? [] : [wish.note])].join('\n\n'),
      });
      const deed = { accountId, connectionId: id, by: wish.by, action: 'removal.asked', at } as const;
      await writeAudit(tx, { ...deed, details: { data: wish.data } });
    });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw new RequestError('conflict', 'A removal of this connection is asked for already: see the chat.');
  }
  await db.notify(chatChannel, accountId);
  return (await findRemoval(db, accountId, id))!;
}

function toRequest({ name, environment, organizationId }: ConnectionRow, data: KeepOrErase): string {
  const activities = data === 'erase' ? 'erase its activities' : 'keep its activities';
  return `Please remove the connection ${name} (${environment}, org ${organizationId}) and ${activities}.`;
}

/** Who answers a wish, and what they say with it. */
interface Decision {
  readonly by: string;
  /** False where whoever asked takes the wish back. */
  readonly fromOperator: boolean;
  readonly note: string | null;
}

/** Approves a removal: from here on the connection is being removed, whichever worker does it. Throws conflict. */
export function approveRemoval(
  context: Context,
  connection: ConnectionRow,
  decision: Decision,
): Promise<RemovalRow> {
  return decide(context, connection, 'approved', 'Approved: the connection is being removed.', decision);
}

/** Refuses a removal, or takes it back; nothing changes on the connection. Throws conflict. */
export function dropRemoval(
  context: Context,
  connection: ConnectionRow,
  decision: Decision,
): Promise<RemovalRow> {
  return decision.fromOperator
    ? decide(context, connection, 'declined', 'Declined: the connection stays.', decision)
    : decide(context, connection, 'withdrawn', 'Taken back: the connection stays.', decision);
}

async function decide(
  context: Context,
  { accountId, id }: ConnectionRow,
  state: 'withdrawn' | 'declined' | 'approved',
  text: string,
  { by, fromOperator, note }: Decision,
): Promise<RemovalRow> {
  const { db, clock } = context;
  const removal = await findRemoval(db, accountId, id);
  if (removal === null) throw new RequestError('not_found', 'No removal of this connection is asked for.');
  // Said twice is said once.
  if (removal.state === state || (state === 'approved' && removal.state === 'done')) return removal;
  const at = clock.now();
  await db.transaction(async (tx) => {
    if (!(await decideRemoval(tx, removal, { state, by, at }))) {
      throw new RequestError('conflict', `This removal is ${removal.state} already.`);
    }
    if (state === 'approved') await setRemoving(tx, accountId, id);
    await addMessage(tx, {
      ...{ accountId, threadId: removal.threadId, authorId: by, fromOperator, kind: 'removal_answer', at },
      text: note === null ? text : `${text}\n\n${note}`,
    });
    const action = `removal.${state}` as const;
    const details = { data: removal.data };
    await writeAudit(tx, { accountId, connectionId: id, by, action, details, at });
  });
  await db.notify(chatChannel, accountId);
  if (state === 'approved') await db.notify(connectionsChannel, id);
  return (await findRemoval(db, accountId, id))!;
}
