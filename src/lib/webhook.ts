import { createHmac } from 'node:crypto';

export interface Webhook {
  /** Its host, and whether messages are signed: what everybody may know. */
  readonly about: { readonly host: string; readonly signed: boolean };
  /** Posts a JSON text; throws where the answer is no 2xx. A receiver who gets one `id` twice may drop the second. */
  post(id: string, body: string, now: number): Promise<void>;
}

const TIMEOUT_MS = 10_000;

/**
 * Opens a webhook. A secret stands behind the `#` of its address, so that it is never sent: each message is then
 * signed as https://www.standardwebhooks.com says (`webhook-id`, `webhook-timestamp`, `webhook-signature`).
 */
export function openWebhook(address: string): Webhook {
  const url = new URL(address);
  const secret = url.hash === '' ? null : toSecret(decodeURIComponent(url.hash.slice(1)));
  url.hash = '';
  return {
    about: { host: url.host, signed: secret !== null },
    post: async (id, body, now) => {
      const timestamp = String(Math.floor(now / 1000));
      const answer = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          ...(secret && { 'webhook-signature': sign(secret, `${id}.${timestamp}.${body}`) }),
        },
        // Followed, a redirect would carry the message to where nobody meant it to go.
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`the webhook answered with ${answer.status}`);
    },
  };
}

// `whsec_` and base64, as its makers hand them out, or any other text as it is.
function toSecret(text: string): Buffer {
  return text.startsWith('whsec_') ? Buffer.from(text.slice(6), 'base64') : Buffer.from(text);
}

function sign(secret: Buffer, text: string): string {
  return `v1,${createHmac('sha256', secret).update(text).digest('base64')}`;
}
