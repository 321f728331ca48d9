import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as it arrived. */
interface Received {
  readonly to: readonly string[];
  readonly raw: string;
}

/** A mail server on loopback that asks for a password. */
export interface MailServer {
  readonly url: string;
  readonly mails: Received[];
  /** Code that every mail is refused with; null: all are taken. */
  refuse: number | null;
  close(): Promise<void>;
}

export async function openMailServer(): Promise<MailServer> {
  const mails: Received[] = [];
  const state = { refuse: null as number | null };
  const server = new SMTPServer({
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'alerts' && password === 'p4ss/word'
        ? done(null, { user: username })
        : done(new Error('no such user')),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (state.refuse !== null) {
          return done(Object.assign(new Error('not now'), { responseCode: state.refuse }));
        }
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, raw: Buffer.concat(chunks).toString('utf8') });
        done();
      });
    },
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://alerts:p4ss%2Fword@127.0.0.1:${port}?from=alerts@acme.example`,
    mails,
    get refuse() {
      return state.refuse;
    },
    set refuse(code) {
      state.refuse = code;
    },
    close: () => new Promise((done) => void server.close(() => done())),
  };
}

/** A receiver of webhooks on loopback. */
export interface HookServer {
  readonly url: string;
  readonly posts: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** Status that every post is answered with. */
  status: number;
  close(): Promise<void>;
}

export async function openHookServer(): Promise<HookServer> {
  const posts: HookServer['posts'] = [];
  const state = { status: 204 };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      if (state.status < 300) posts.push({ headers: request.headers, body });
      response.writeHead(state.status, { location: 'http://127.0.0.1:9/' }).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/worksights`,
    posts,
    get status() {
      return state.status;
    },
    set status(status) {
      state.status = status;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
