import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { openServer } from '../api/server.ts';
import type { Config } from '../config.ts';
import type { Context } from '../ingest/context.ts';
import { openJobs } from '../ingest/jobs.ts';
import { openSupervisor } from '../ingest/supervisor.ts';
import type { Log } from '../lib/log.ts';
import { makeFirstRunLink } from '../people/firstRun.ts';
import { applyBootstrap, readBootstrap } from './bootstrap.ts';
import { openContext, openStore } from './context.ts';

const DRAIN_MS = 9_000;

/** Which parts a process runs: HTTP, and streams and sweeps. */
export interface Parts {
  readonly server: boolean;
  readonly worker: boolean;
}

/** Runs the parts until SIGTERM or SIGINT, drains them and ends the process with code 0. Throws when the start fails. */
export async function run(config: Config, parts: Parts): Promise<void> {
  const stopped = nextSignal();
  // Before anything is opened, so that a mistake in it costs nothing.
  const workspaces = config.bootstrap === null ? [] : await readBootstrap(config.bootstrap);
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const db = await openStore(config);
    closers.unshift(() => db.close());
    await applyBootstrap(db, workspaces);
    const context = await openContext(config, db);
    if (parts.server) {
      const server = await openServer(context, {
        demo: config.demo,
        webFolder: findWebFolder(),
        signInProviders: config.oidcProviders,
      });
      closers.unshift(() => server.close());
      await listen(server, config);
    }
    if (!parts.server) closers.unshift(await openOperation(context, config));
    if (parts.worker) {
      const supervisor = await openSupervisor(context);
      closers.unshift(() => supervisor.close());
      const jobs = await openJobs(context);
      closers.unshift(() => jobs.close());
    }
    await announce(context, config, parts);
    const signal = await stopped;
    context.log.info({ signal }, 'stopping');
    await drain(closers, context.log);
  } catch (error) {
    for (const close of closers) await close().catch(() => {});
    throw error;
  }
  process.exit(0);
}

// The parts first, each in its own time, the database last.
async function drain(closers: readonly (() => Promise<unknown>)[], log: Log): Promise<void> {
  const parts = closers.slice(0, -1);
  const all = (async () => {
    for (const result of await Promise.allSettled(parts.map((close) => close()))) {
      if (result.status === 'rejected') log.error({ err: result.reason }, 'closing a part failed');
    }
    await closers.at(-1)?.();
  })();
  // What is not done by then is repeated from its stored position by the next process.
  const late = new Promise<'late'>((resolve) => setTimeout(resolve, DRAIN_MS, 'late').unref());
  if ((await Promise.race([all, late])) === 'late') log.warn('not everything ended in time; leaving it');
}

async function listen(server: FastifyInstance, { host, port }: Config): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`${host}:${port} is in use: stop the other program, or set PORT`);
  }
}

/** Health and metrics of a process that serves nothing else; without them where the port is in use. */
async function openOperation(
  context: Context,
  { host, metricsPort }: Config,
): Promise<() => Promise<unknown>> {
  const server = await openServer(context, { demo: false, webFolder: null, isOperationOnly: true });
  await server.listen({ host, port: metricsPort }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    context.log.warn(
      { host, port: metricsPort },
      'the port is in use: this process works without /metrics; set WORKSIGHTS_METRICS_PORT',
    );
  });
  return () => server.close();
}

async function announce(context: Context, config: Config, parts: Parts): Promise<void> {
  const { log, db } = context;
  const database = db.kind === 'pglite' ? config.dataDir : 'PostgreSQL';
  log.info({ url: parts.server ? config.publicUrl : null, ...parts, database }, 'WorkSights is ready');
  if (db.kind === 'pglite' && !(parts.server && parts.worker)) {
    log.warn('an embedded database serves one process: nothing else can join this one; use start');
  }
  if (parts.server) await announceFirstRun(context);
  if (config.demo) log.warn('demo mode: whoever can open this address can sign in as anybody');
}

// On the terminal and not into the log: whoever holds the link becomes the Owner.
async function announceFirstRun(context: Context): Promise<void> {
  const link = await makeFirstRunLink(context);
  if (link === null) return;
  process.stdout.write(
    `\nThere is no account yet. Open this link within an hour to create it; it serves once:\n\n  ${link}\n\n`,
  );
}

/** The built web app: beside the compiled program, or in dist/ when it runs from source. */
function findWebFolder(): string | null {
  const candidates = ['../../web/', '../../dist/web/'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return candidates.find((path) => existsSync(`${path}index.html`)) ?? null;
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}
