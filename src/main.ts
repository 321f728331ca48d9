#!/usr/bin/env node
import { CommanderError } from 'commander';
import { buildProgram } from './cli/program.ts';
import { ConfigurationError } from './config.ts';

try {
  await buildProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) {
    for (const line of toLines(error)) process.stderr.write(`worksights: ${line}\n`);
  }
  // At once: a part that was half opened must not keep a failed start alive.
  process.exit(toExitCode(error));
}

function toExitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode;
  return error instanceof ConfigurationError ? 78 : 1;
}

function toLines(error: unknown): readonly string[] {
  if (error instanceof ConfigurationError) return error.mistakes;
  return [(error instanceof Error && error.message) || String(error)];
}
