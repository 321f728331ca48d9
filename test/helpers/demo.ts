import { type ChildProcess, spawn } from 'node:child_process';
import { freePort } from './freePort.ts';
import { until } from './until.ts';

/** The demo as `npm run demo` starts it, once everything is installed and built. */
export interface Demo {
  /** Where the product is opened. */
  readonly url: string;
  /** The emulated org's control page and API. */
  readonly orgUrl: string;
  stop(): Promise<void>;
}

export async function startDemo(): Promise<Demo> {
  const port = await freePort();
  const child = spawn(process.execPath, ['scripts/demo.mjs'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const orgUrl = await until(
    'the demo says where to open it',
    () => {
      if (child.exitCode !== null) throw new Error(`the demo ended with code ${child.exitCode}: ${printed}`);
      return /The org\s+(http:\S+)\/control/.exec(printed)?.[1] ?? null;
    },
    90_000,
  );
  return { url: `http://localhost:${port}`, orgUrl, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await exited;
}
