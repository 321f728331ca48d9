#!/usr/bin/env node
import { Command } from 'commander';
import { accountCreate, tokenCreate } from './cli/accounts.ts';
import { withStore } from './cli/context.ts';
import { run } from './cli/run.ts';
import { type Config, ConfigurationError, readConfig } from './config.ts';

/** The command line of WorkSights. Exit codes: 0, 1 for a failure, 78 for a wrong setting or bootstrap file. */
const program = new Command('worksights')
  .description('One continuous timeline of who did what, when.')
  .showHelpAfterError();

program
  .command('start', { isDefault: true })
  .description('run everything in one process')
  .action(withConfig((config) => run(config, { server: true, worker: true })));
program
  .command('server')
  .description('serve HTTP only; shares a PostgreSQL with workers')
  .action(withConfig((config) => run(config, { server: true, worker: false })));
program
  .command('worker')
  .description('run streams and sweeps only; several share the connections')
  .action(withConfig((config) => run(config, { server: false, worker: true })));
program
  .command('migrate')
  .description('bring the database to the newest schema')
  .action(withConfig((config) => withStore(config, async () => {})));

program
  .command('account')
  .description('accounts of this installation')
  .command('create')
  .description('create an account with its first owner')
  .requiredOption('--name <name>', 'name of the company')
  .requiredOption('--domain <domain>', 'its domain, such as acme.example')
  .requiredOption('--owner-email <email>', 'e-mail of the first owner')
  .requiredOption('--owner-name <name>', 'name of the first owner')
  .option('--time-zone <zone>', 'time zone of the owner', 'UTC')
  .action(withConfig(accountCreate));
program
  .command('token')
  .description('API tokens')
  .command('create')
  .description('make a token for a user and print it once')
  .requiredOption('--email <email>', 'whose token')
  .option('--domain <domain>', 'domain of the account; needed where there are several')
  .action(withConfig(tokenCreate));

try {
  await program.parseAsync();
} catch (error) {
  for (const line of toLines(error)) process.stderr.write(`worksights: ${line}\n`);
  // At once: a part that was half opened must not keep a failed start alive.
  process.exit(error instanceof ConfigurationError ? 78 : 1);
}

function withConfig<A extends unknown[]>(
  work: (config: Config, ...args: A) => Promise<void>,
): (...args: A) => Promise<void> {
  return async (...args) => work(readConfig(), ...args);
}

function toLines(error: unknown): readonly string[] {
  if (error instanceof ConfigurationError) return error.mistakes;
  return [(error instanceof Error && error.message) || String(error)];
}
