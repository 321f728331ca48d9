import { randomUUID } from 'node:crypto';
import { listAlerted } from '../store/alerts.ts';
import { writeAudit } from '../store/audit.ts';
import { toReason } from './alerts.ts';
import type { Context } from './context.ts';

/** Who asks for a test, and for which account. */
interface Asker {
  readonly account: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string };
}

type Outcome = { readonly sent: boolean; readonly reason: string | null } | null;

/** Sends a message that says it is a test, the way alerts go and to whom they go; answers what became of it. */
export async function sendTestAlert(
  context: Context,
  { account, user }: Asker,
): Promise<{ mail: Outcome; webhook: Outcome }> {
  const { alerts, clock, db, publicUrl } = context;
  const now = clock.now();
  const id = `test.${randomUUID()}`;
  const text = `${user.name} asked for this test. Alerts of ${account.name} arrive here.`;
  const to = (await listAlerted(db, account.id)).map(({ email }) => email);
  const subject = '[WorkSights] A test alert';
  const { mail = null, webhook = null } = alerts ?? {};
  const outcome = {
    mail: mail && (await tryTo(() => mail.send({ id, to, subject, text: `${text}\n\n${publicUrl}` }))),
    webhook:
      webhook &&
      (await tryTo(() => {
        const data = { id, text, account: { id: account.id, name: account.name } };
        return webhook.post(
          id,
          JSON.stringify({ type: 'alert.test', timestamp: new Date(now).toISOString(), data }),
          now,
        );
      })),
  };
  await writeAudit(db, {
    ...{ accountId: account.id, by: user.id, action: 'alerts.tested', at: now },
    details: { mail: outcome.mail?.sent ?? null, webhook: outcome.webhook?.sent ?? null },
  });
  return outcome;
}

async function tryTo(send: () => Promise<void>): Promise<NonNullable<Outcome>> {
  try {
    await send();
    return { sent: true, reason: null };
  } catch (error) {
    return { sent: false, reason: toReason(error) };
  }
}
