import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The repository's root folder, absolute. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** The exit code a shell reports for a process that ended by `code` or by `signal`. */
export function toExitCode(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

/** Puts what a preparing step prints on standard error: standard output belongs to the command that follows. */
export const onStderr = { stdio: ['inherit', 2, 2] };

/**
 * Runs one program to its end on our own terminal and resolves to its exit code.
 * The first signal of each kind is passed on; `env` is added to ours.
 */
export function runProgram(file, args, { env = {}, stdio = 'inherit' } = {}) {
  const child = spawn(file, args, { cwd: root, stdio, env: { ...process.env, ...env } });
  const forward = (signal) => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  // Swallowing the later ones matters too: we must outlive the child to report its exit code.
  for (const signal of signals) {
    process.once(signal, forward);
    process.on(signal, () => {});
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of signals) process.removeAllListeners(name);
      resolve(toExitCode(code, signal));
    });
  });
}

/** Runs one program, its output kept: resolves to `{ code, output }` with both streams in order. */
export function captureProgram(file, args, { env = {} } = {}) {
  const child = spawn(file, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code: toExitCode(code, signal), output }));
  });
}

/** Ends this process with one plain sentence for whoever typed the command. */
export function stopWith(sentence, code = 1) {
  console.error(sentence);
  process.exit(code);
}
