import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { type Config, readConfig } from '../config.ts';
import type { Context } from '../ingest/context.ts';
import { accountChange, accountCreate, accountList } from './accounts.ts';
import { type Shell, toCompletion } from './completion.ts';
import { connectionList, connectionShow, importNow, sweepNow } from './connections.ts';
import { openContext, withStore } from './context.ts';
import { doctor } from './doctor/doctor.ts';
import { exportActivities } from './exportActivities.ts';
import { printLine } from './output.ts';
import { run } from './run.ts';
import { tokenCreate, tokenList, tokenRevoke } from './tokenCommands.ts';
import { userAdd, userChange, userList } from './users.ts';

/** Exit code of a command that was not said right (sysexits.h: EX_USAGE). */
const EXIT_USAGE = 64;

/** The command line of WorkSights. Exit codes: 0, 1 for a failure or what `doctor` found, 64 usage, 78 settings. */
export function buildProgram(): Command {
  const program = new Command('worksights')
    .description('One continuous timeline of who did what, when.')
    .showHelpAfterError('(worksights COMMAND --help says more)');
  addProcesses(program);
  addAccounts(program);
  addUsers(program);
  addTokens(program);
  addConnections(program);
  program
    .command('doctor')
    .description(
      'look over settings, database, sign-in and every connection; exit code 1 where something is wrong',
    )
    .addOption(json())
    .action(withConfig(doctor));
  program
    .command('completion')
    .description('print a script that teaches a shell these commands')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action((shell: Shell) => printLine(toCompletion(program, shell)));
  for (const command of withAll(program)) command.exitOverride(toUsage);
  return program;
}

function addProcesses(program: Command): void {
  const start = (server: boolean, worker: boolean) => withConfig((config) => run(config, { server, worker }));
  program
    .command('start', { isDefault: true })
    .description('run everything in one process')
    // What is no command at all comes here too, as an argument.
    .allowExcessArguments()
    .action((_options, command: Command) => {
      const [unknown] = command.args;
      if (unknown === undefined) return start(true, true)();
      return program.error(`error: there is no command '${unknown}'`, { exitCode: EXIT_USAGE });
    });
  program
    .command('server')
    .description('serve HTTP only; shares a PostgreSQL with workers')
    .action(start(true, false));
  program
    .command('worker')
    .description('run streams and sweeps only; several share the connections')
    .action(start(false, true));
  program
    .command('migrate')
    .description('bring the database to the newest schema')
    .action(withConfig((config) => withStore(config, async () => {})));
}

function addAccounts(program: Command): void {
  const account = program.command('account').description('accounts of this installation');
  account.command('list').description('list them').addOption(json()).action(withContext(accountList));
  account
    .command('create')
    .description('create an account with its first owner')
    .requiredOption('--name <name>', 'name of the company')
    .requiredOption('--domain <domain>', 'its domain, such as acme.example')
    .requiredOption('--owner-email <email>', 'e-mail of the first owner')
    .requiredOption('--owner-name <name>', 'name of the first owner')
    .option('--time-zone <zone>', 'time zone of the owner', 'UTC')
    .addOption(json())
    .action(withConfig(accountCreate));
  account
    .command('change')
    .description('give an account another name or domain')
    .option('--name <name>', 'name from now on', toName)
    .option('--new-domain <domain>', 'domain from now on; a bootstrap file has to name it too', toDomain)
    .addOption(domain())
    .addOption(json())
    .action(withContext(accountChange));
}

function addUsers(program: Command): void {
  const user = program.command('user').description('people of an account');
  user
    .command('list')
    .description('list them')
    .addOption(domain())
    .addOption(json())
    .action(withContext(userList));
  describePerson(user.command('add').description('add a person'))
    .requiredOption('--name <name>', 'name')
    .action(withContext(userAdd));
  describePerson(user.command('change').description('change a person'))
    .option('--name <name>', 'name')
    .option('--new-email <email>', 'e-mail from now on')
    .action(withContext(userChange));
  for (const active of [false, true]) {
    user
      .command(active ? 'activate' : 'deactivate')
      .description(active ? 'let a person back in' : 'end the sign-in, sessions and tokens of a person')
      .requiredOption('--email <email>', 'whose')
      .addOption(domain())
      .addOption(json())
      .action(withContext((context, options) => userChange(context, { ...options, active })));
  }
}

function describePerson(command: Command): Command {
  const roles = ['owner', 'executive', 'manager', 'member', 'technical_admin'];
  return command
    .requiredOption('--email <email>', 'whose')
    .addOption(new Option('--role <role>', 'role').choices(roles))
    .option('--manager <email>', 'whom they report to; none for nobody')
    .option('--time-zone <zone>', 'time zone, such as Europe/Berlin')
    .option('--region <region>', 'region')
    .option('--position <position>', 'position')
    .option('--login', 'with login access')
    .option('--no-login', 'without login access')
    .addOption(domain())
    .addOption(json());
}

function addTokens(program: Command): void {
  const token = program.command('token').description('API tokens');
  const ofPerson = (command: Command) =>
    command.requiredOption('--email <email>', 'whose').addOption(domain()).addOption(json());
  ofPerson(token.command('list').description('list them, never the tokens themselves')).action(
    withContext(tokenList),
  );
  ofPerson(token.command('create').description('make a token for a user and print it once'))
    .option('--name <name>', 'what it is for', 'command line')
    .addOption(
      new Option('--scope <scope>', 'what it opens').choices(['read', 'admin', 'scim']).default('admin'),
    )
    .option('--days <days>', 'days until it ends; for ever when left out', toWhole)
    .action(withContext(tokenCreate));
  ofPerson(token.command('revoke').description('end a token').argument('<id>', 'id of the token')).action(
    withContext(tokenRevoke),
  );
}

function addConnections(program: Command): void {
  const connection = program.command('connection').description('connected orgs');
  const id = () => new Argument('<id>', 'id of the connection');
  connection.command('list').description('list them').addOption(json()).action(withContext(connectionList));
  connection
    .command('show')
    .description('one with its features')
    .addArgument(id())
    .addOption(json())
    .action(withContext(connectionShow));
  program
    .command('sweep')
    .description('read something of a connection now')
    .addArgument(id())
    .addArgument(new Argument('<kind>', 'what').choices(['field-history', 'delta', 'users']))
    .addOption(json())
    .action(withContext(sweepNow));
  program
    .command('import')
    .description('read older field history of a connection')
    .addArgument(id())
    .option('--months <months>', 'how far back, 1 to 18', toWhole)
    .option('--cancel', 'end the import that runs')
    .addOption(json())
    .action(withContext(importNow));
  program
    .command('export')
    .description('write activities as JSON, one a line, newest first')
    .option('--email <email>', "one person's only")
    .option('--from <time>', 'from then on, RFC 3339')
    .option('--to <time>', 'before then; now when left out')
    .addOption(domain())
    .addOption(new Option('--json', 'as JSON, which it always is'))
    .action(withContext(exportActivities));
}

const json = () => new Option('--json', 'as JSON');
const domain = () => new Option('--domain <domain>', 'domain of the account; needed where there are several');

function toName(text: string): string {
  if (text.trim() === '' || text.length > 200)
    throw new InvalidArgumentError('It must have 1 to 200 characters.');
  return text.trim();
}

function toDomain(text: string): string {
  if (!z.hostname().max(253).safeParse(text).success) {
    throw new InvalidArgumentError('It must be a domain such as acme.example.');
  }
  return text.toLowerCase();
}

function toWhole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It must be a whole number over 0.');
  return Number(text);
}

// Help that was asked for is no failure.
function toUsage(error: CommanderError): never {
  throw new CommanderError(error.exitCode === 0 ? 0 : EXIT_USAGE, error.code, error.message);
}

function withAll(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withAll)];
}

function withConfig<A extends unknown[]>(
  work: (config: Config, ...args: A) => Promise<void>,
): (...args: A) => Promise<void> {
  return async (...args) => work(readConfig(), ...args);
}

// The log would stand between the lines of the answer.
function withContext<A extends unknown[]>(
  work: (context: Context, ...args: A) => Promise<void>,
): (...args: A) => Promise<void> {
  return withConfig((config, ...args: A) =>
    withStore(config, async (db) => work(await openContext({ ...config, logLevel: 'silent' }, db), ...args)),
  );
}
