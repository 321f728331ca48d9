import type { Mailer } from '../lib/mail.ts';
import { type RetryPolicy, retryDelayMs } from '../lib/retry.ts';
import type { Webhook } from '../lib/webhook.ts';
import {
  type AlertSink,
  type CauseRow,
  type ClaimedDelivery,
  claimDelivery,
  endAlert,
  endDelivery,
  findCauses,
  listOpenAlerts,
  lockAlerts,
  openAlert,
  trimAlerts,
} from '../store/alerts.ts';
import { toMail, toWebhookBody, wordsOf } from './alertWords.ts';
import type { Context } from './context.ts';

/** Where alerts go; null where nobody reads there. */
export interface AlertSinks {
  readonly mail: Mailer | null;
  readonly webhook: Webhook | null;
}

const minuteMs = 60_000;
const attentionAfterMs = 15 * minuteMs;
// Longer than any message takes to be handed over: a claim that outlives it belongs to a process that died.
const claimMs = 2 * minuteMs;
const retry: RetryPolicy = { floorMs: minuteMs, baseMs: 2 * minuteMs, capMs: 60 * minuteMs };
// About three days: whoever reads it later would be told of what is long known.
const mostTries = 75;
const keepMs = 90 * 24 * 60 * minuteMs;

/**
 * Finds out of what stands in the database what somebody should be told, and what is over, and sends what is due. Any
 * number of processes may do it at any time: each message is sent by one of them, once. Only a process that dies
 * between sending and noting it leaves a message to be sent again, under the same id.
 */
export async function checkAlerts(context: Context): Promise<void> {
  const sinks = listSinks(context.alerts);
  if (sinks.length === 0) return;
  await noteAlerts(context, sinks);
  await sendDue(context, sinks);
}

function listSinks(alerts: AlertSinks | undefined): AlertSink[] {
  return (['mail', 'webhook'] as const).filter((sink) => (alerts?.[sink] ?? null) !== null);
}

async function noteAlerts({ db, clock }: Context, sinks: readonly AlertSink[]): Promise<void> {
  const now = clock.now();
  const keyOf = ({ connectionId, cause, subject }: Pick<CauseRow, 'connectionId' | 'cause' | 'subject'>) =>
    `${connectionId} ${cause} ${subject}`;
  await db.transaction(async (tx) => {
    await lockAlerts(tx);
    await trimAlerts(tx, now - keepMs);
    const causes = await findCauses(tx, now, now - attentionAfterMs);
    const open = await listOpenAlerts(tx);
    const known = new Set(open.map(keyOf));
    const present = new Set(causes.map(keyOf));
    for (const cause of causes) {
      if (!known.has(keyOf(cause))) await openAlert(tx, { ...cause, ...wordsOf(cause) }, sinks, now);
    }
    for (const alert of open) if (!present.has(keyOf(alert))) await endAlert(tx, alert, now);
  });
}

async function sendDue(context: Context, sinks: readonly AlertSink[]): Promise<void> {
  const { db, clock, log } = context;
  const failing = new Set<AlertSink>();
  for (;;) {
    const open = sinks.filter((sink) => !failing.has(sink));
    const delivery = open.length === 0 ? null : await claimDelivery(db, open, clock.now(), claimMs);
    if (delivery === null) return;
    const { sink, claim, tries } = delivery;
    try {
      await send(context, delivery);
      await endDelivery(db, claim, null, clock.now());
    } catch (error) {
      // One that fails is not asked again at once for each message that waits for it.
      failing.add(sink);
      log.warn({ reason: toReason(error), sink, tries }, 'an alert could not be sent; it is tried again');
      const next = tries >= mostTries ? null : clock.now() + retryDelayMs(retry, tries);
      await endDelivery(db, claim, next, clock.now());
    }
  }
}

async function send({ alerts, clock, publicUrl }: Context, delivery: ClaimedDelivery): Promise<void> {
  const id = `${delivery.alertId}.${delivery.phase}`;
  if (delivery.sink === 'webhook') {
    const now = clock.now();
    return alerts?.webhook?.post(id, toWebhookBody(delivery, publicUrl, now), now);
  }
  if (delivery.emails.length === 0) return;
  return alerts?.mail?.send({ id, to: delivery.emails, ...toMail(delivery, publicUrl) });
}

/**
 * Why a message was not taken, in short: the texts of mail servers may repeat whom one signed in as, and the code is
 * enough to know where to look.
 */
export function toReason(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return code ?? message;
}
