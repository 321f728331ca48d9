import type { FastifyReply } from 'fastify';
import { listThreads } from '../store/support.ts';
import type { Api } from './api.ts';
import { type Actor, findActor } from './auth.ts';
import { toThread, toWidestReader } from './chat.ts';
import { type EventWriter, openEventWriter } from './eventWriter.ts';
import { isOperator } from './visibility.ts';
import { openWaker } from './waker.ts';

const KEEPALIVE_MS = 15_000;
// Threads move to the top when something happens in them: what lies deeper has not moved.
const LATEST = 100;

/**
 * Sends each thread that the actor sees when something moves in it, as server-sent events, until the reader goes,
 * the sign-in ends or the server closes. It keeps no positions: after `ready` a reader reads its lists anew.
 */
export async function streamChat(api: Api, actor: Actor, reply: FastifyReply): Promise<void> {
  const wake = openWaker();
  const unsubscribe = api.chat.subscribe(isOperator(api, actor) ? null : actor.account.id, wake.ring);
  const writer = openEventWriter(reply, api.chat.closing);
  writer.signal.addEventListener('abort', wake.ring);
  const keepalive = setInterval(() => {
    void writer.write(': keepalive\n\n');
    wake.ring();
  }, KEEPALIVE_MS);
  const seen = new Map<string, string>();
  try {
    await writer.write('retry: 1000\n');
    if (!(await sendMoved(api, actor, seen, null))) return;
    await writer.event('ready', {}, null);
    while (!writer.signal.aborted && (await sendMoved(api, actor, seen, writer))) await wake.wait();
  } finally {
    clearInterval(keepalive);
    unsubscribe();
    writer.end();
  }
}

/** Sends the threads that are not as they were; false when the reader may no longer read. */
async function sendMoved(
  api: Api,
  { proof }: Actor,
  seen: Map<string, string>,
  writer: EventWriter | null,
): Promise<boolean> {
  // Anew each time: roles move while the stream is open.
  const actor = await findActor(api, proof);
  if (actor === null) return false;
  const reader = toWidestReader(api, actor);
  const rows = await listThreads(api.context.db, reader, { waiting: false }, null, LATEST);
  for (const thread of rows.reverse().map(toThread)) {
    const text = JSON.stringify(thread);
    if (seen.get(thread.id) === text) continue;
    seen.set(thread.id, text);
    await writer?.event('thread', thread, null);
  }
  return true;
}
