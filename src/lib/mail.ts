import { createTransport } from 'nodemailer';

/** A plain-text e-mail; a receiver who gets one `id` twice may drop the second. */
interface Mail {
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  /** The server by its host, and who the sender is: what everybody may know. */
  readonly about: { readonly server: string; readonly from: string };
  /** Hands the mail over to the server; throws where it was not taken. */
  send(mail: Mail): Promise<void>;
}

const TIMEOUT_MS = 8_000;

/** Opens a mailer for `smtp[s]://user:password@host:port?from=ADDRESS`; `from` is the sender where it names none. */
export function openMailer(url: string, from: string): Mailer {
  const server = new URL(url);
  const sender = server.searchParams.get('from') ?? from;
  server.searchParams.delete('from');
  const waits = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  const transport = createTransport({ url: server.href, ...waits });
  const host = sender.replace(/^.*@|>$/g, '');
  return {
    about: { server: server.host, from: sender },
    send: async ({ id, to, subject, text }) => {
      // As addresses and not as text, in which a comma or a bracket would make others of them.
      const receivers = to.map((address) => ({ name: '', address }));
      const mail = { from: sender, to: receivers, subject, text, messageId: `<${id}@${host}>` };
      await transport.sendMail({ ...mail, headers: { 'Auto-Submitted': 'auto-generated' } });
    },
  };
}
