// The demo: the product and the emulated Salesforce org as two programs that know each other by address only.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { root, stopWith, toExitCode } from './process.mjs';

const stopTimeoutMs = 8_000;
const readyTimeoutMs = 90_000;

const port = process.env.PORT ? Number(process.env.PORT) || (await findPort(0)) : await findPort(3000);
const orgPort = await findPort(port + 1000);
const sandboxPort = await findPort(orgPort + 1);
const pubsubPort = await findPort(sandboxPort + 1);
const publicUrl = process.env.WORKSIGHTS_PUBLIC_URL ?? `http://localhost:${port}`;
// Another host name than the product's, because a browser shares cookies between the ports of one name.
const orgUrl = `http://127.0.0.1:${orgPort}`;
const storyBeatSeconds = 6;

// The org lives in memory: a connection kept from the last demo would lead nowhere. One folder a port, so that a
// second demo does not pull the first one's database away.
const dataDir = join(root, '.demo', String(port));
rmSync(dataDir, { recursive: true, force: true });

const children = new Set();
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stopAll(0));

startProgram('The emulated org', ['dist/emulator/main.js', ...toOrgArgs()], process.env);
await waitFor(`${orgUrl}/services/data`, 'The emulated org');
startProgram('WorkSights', ['dist/src/main.js', 'start'], toProductEnv());
await waitFor(`${publicUrl}/readyz`, 'WorkSights');
console.log(toWelcome());

function toOrgArgs() {
  return [
    ...['--port', String(orgPort), '--sandbox-port', String(sandboxPort)],
    ...['--pubsub-port', String(pubsubPort), '--story', String(storyBeatSeconds)],
  ];
}

// Nothing of this shell's own installation may leak in: the demo never touches a real database or a real org.
function toProductEnv() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(WORKSIGHTS_|SALESFORCE_|DATABASE_URL$)/.test(name),
  );
  return {
    LOG_LEVEL: 'warn',
    ...Object.fromEntries(kept),
    PORT: String(port),
    WORKSIGHTS_PUBLIC_URL: publicUrl,
    WORKSIGHTS_DEMO: '1',
    WORKSIGHTS_DATA_DIR: dataDir,
    WORKSIGHTS_OPERATORS: 'theo@acme.example',
    WORKSIGHTS_BOOTSTRAP: join(root, 'scripts', 'demo-bootstrap.json'),
    SALESFORCE_CLIENT_ID: '3MVG9emulator.WorkSights.ClientId',
    SALESFORCE_CLIENT_SECRET: 'E1A7-EMULATOR-SECRET',
    SALESFORCE_PRODUCTION_LOGIN_URL: orgUrl,
    SALESFORCE_SANDBOX_LOGIN_URL: `http://127.0.0.1:${sandboxPort}`,
    SALESFORCE_PUBSUB_URL: `http://127.0.0.1:${pubsubPort}`,
  };
}

function startProgram(name, args, env) {
  if (stopping) return;
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env });
  children.add(child);
  child.once('exit', (code, signal) => {
    children.delete(child);
    if (!stopping) {
      console.error(`${name} ended by itself (${signal ?? code}); the demo ends with it.`);
      stopAll(toExitCode(code, signal) || 1);
    }
    if (children.size === 0) process.exit();
  });
}

function stopAll(code) {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  if (children.size === 0) process.exit();
  for (const child of children) child.kill('SIGTERM');
  setTimeout(() => {
    for (const child of children) child.kill('SIGKILL');
  }, stopTimeoutMs);
}

async function waitFor(url, name) {
  for (let waitedMs = 0; waitedMs < readyTimeoutMs; waitedMs += 100) {
    const ready = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  console.error(`${name} did not answer at ${url} within ${readyTimeoutMs / 1000} s.`);
  stopAll(1);
  await new Promise(() => {});
}

/** The first port from `first` on that nobody listens on; `0` means any. */
async function findPort(first) {
  for (let candidate = first; candidate < 65_536; candidate += 1) {
    const found = await new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(undefined));
      server.listen(candidate, '127.0.0.1', () => {
        const { port: taken } = server.address();
        server.close(() => resolve(taken));
      });
    });
    if (found) return found;
  }
  return stopWith(`No free port from ${first} on.`);
}

function toWelcome() {
  return `
WorkSights is ready, with an emulated Salesforce org whose story plays on.

  Open      ${publicUrl}
  Sign in   as Olga Owner (one click), then Settings -> Services -> Salesforce -> Connect
  The org   ${orgUrl}/control   to make a change by hand and watch it arrive

Olga sees everyone, Mara Klein her team, Jon Park himself only; Theo Brandt answers the chat. Ctrl-C ends both programs.
`;
}
