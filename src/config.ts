/** The environment, read once into one frozen Config. Nobody else reads process.env. */
import {
  apiVersion,
  emails,
  flag,
  key,
  loginUrl,
  logLevel,
  origin,
  postgresUrl,
  smtpUrl,
  text,
  webhookUrl,
  whole,
} from './config/parse.ts';
import { type OidcProvider, providerRows, readProviders } from './config/providers.ts';

/** What an operator got wrong, one sentence each; the start ends with exit code 78 and these lines. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.mistakes = mistakes;
  }
}

/** One environment variable, as README's table of settings shows it. */
interface SettingRow {
  readonly name: string;
  readonly standard: string | null;
  readonly meaning: string;
}

interface Setting<T> extends SettingRow {
  /** Throws an Error that completes the sentence "NAME ...". It never repeats a value: many are secret. */
  readonly parse: (text: string) => T;
}

const required = <T>(
  name: string,
  standard: string,
  meaning: string,
  parse: (text: string) => T,
): Setting<T> => ({ name, standard, meaning, parse });
const optional = <T>(name: string, meaning: string, parse: (text: string) => T): Setting<T | null> => ({
  name,
  standard: null,
  meaning,
  parse,
});

const variables = {
  host: required('HOST', '127.0.0.1', 'Address that HTTP listens on.', text),
  port: required('PORT', '3000', 'Port that HTTP listens on.', whole(1, 65_535)),
  metricsPort: required(
    'WORKSIGHTS_METRICS_PORT',
    '9464',
    'Port on which a process that serves no pages (`worksights worker`) tells its health and metrics.',
    whole(1, 65_535),
  ),
  publicUrl: optional(
    'WORKSIGHTS_PUBLIC_URL',
    'Base of links and of the OAuth callback; `http://localhost:PORT` when unset.',
    origin,
  ),
  databaseUrl: optional(
    'DATABASE_URL',
    'PostgreSQL 15 or newer; when unset an embedded database in the data directory.',
    postgresUrl,
  ),
  dataDir: required(
    'WORKSIGHTS_DATA_DIR',
    '.worksights',
    'Folder of the embedded database and of the generated key.',
    text,
  ),
  encryptionKey: optional(
    'WORKSIGHTS_ENCRYPTION_KEY',
    '32 bytes in base64 that seal the Salesforce tokens; required with `DATABASE_URL`, else generated once.',
    key,
  ),
  bootstrap: optional(
    'WORKSIGHTS_BOOTSTRAP',
    'Path of a bootstrap file with accounts, users and tokens, applied at every start.',
    text,
  ),
  clientId: optional('SALESFORCE_CLIENT_ID', 'Client id of your External Client App in Salesforce.', text),
  clientSecret: optional('SALESFORCE_CLIENT_SECRET', 'Its client secret.', text),
  productionLoginUrl: required(
    'SALESFORCE_PRODUCTION_LOGIN_URL',
    'https://login.salesforce.com',
    'Where production orgs sign in.',
    loginUrl,
  ),
  sandboxLoginUrl: required(
    'SALESFORCE_SANDBOX_LOGIN_URL',
    'https://test.salesforce.com',
    'Where sandboxes sign in.',
    loginUrl,
  ),
  pubsubUrl: required(
    'SALESFORCE_PUBSUB_URL',
    'https://api.pubsub.salesforce.com:7443',
    'The Pub/Sub API; `http://` means HTTP/2 without TLS and is accepted for loopback hosts only.',
    loginUrl,
  ),
  apiVersion: required('SALESFORCE_API_VERSION', '66.0', 'Version of the Salesforce API.', apiVersion),
  sweepIntervalSeconds: required(
    'WORKSIGHTS_SWEEP_INTERVAL',
    '600',
    'Seconds between two sweeps of a path, 1 to 86400.',
    whole(1, 86_400),
  ),
  backfillDays: required(
    'WORKSIGHTS_BACKFILL_DAYS',
    '30',
    'Days of the past that are read on first connection, and for which unmapped activity is kept.',
    whole(1, 366),
  ),
  apiFloorPercent: required(
    'WORKSIGHTS_API_FLOOR',
    '10',
    "Percent of an org's daily API calls that sweeps leave to its other users, 0 to 90.",
    whole(0, 90),
  ),
  operators: optional(
    'WORKSIGHTS_OPERATORS',
    "E-mails of this installation's operators, with commas between: they answer the chat and approve removals.",
    emails,
  ),
  smtpUrl: optional(
    'WORKSIGHTS_SMTP_URL',
    'Mail server for alerts and invitations, as `smtps://user:password@host:465?from=alerts@acme.example` (`smtp:` for STARTTLS).',
    smtpUrl,
  ),
  alertWebhook: optional(
    'WORKSIGHTS_ALERT_WEBHOOK',
    'Where alerts are posted as JSON; a secret behind a `#` signs them (standardwebhooks.com) and is not sent.',
    webhookUrl,
  ),
  demo: required('WORKSIGHTS_DEMO', '0', '`1`: one-click sign-in as any user; for demos only.', flag),
  logLevel: required(
    'LOG_LEVEL',
    'info',
    'Least severe lines that are logged: `trace`, `debug`, `info`, `warn`, `error`, `fatal`, or `silent`.',
    logLevel,
  ),
} as const;

/** Every variable that this version reads, as README's table. */
export function settingsTable(): string {
  const rows = [...Object.values<SettingRow>(variables), ...providerRows].map(
    ({ name, standard, meaning }) =>
      `| \`${name}\` | ${standard === null ? 'unset' : `\`${standard}\``} | ${meaning} |`,
  );
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

type Values = { readonly [K in keyof typeof variables]: ReturnType<(typeof variables)[K]['parse']> };

/** The settings of one process: every default filled in, `publicUrl` without a slash at its end. */
export type Config = Omit<
  Values,
  | 'publicUrl'
  | 'databaseUrl'
  | 'encryptionKey'
  | 'bootstrap'
  | 'clientId'
  | 'clientSecret'
  | 'operators'
  | 'smtpUrl'
  | 'alertWebhook'
> & {
  readonly publicUrl: string;
  readonly databaseUrl: string | null;
  readonly encryptionKey: Buffer | null;
  readonly bootstrap: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly oidcProviders: readonly OidcProvider[];
  readonly operators: readonly string[] | null;
  readonly smtpUrl: string | null;
  readonly alertWebhook: string | null;
};

/** Reads and checks an environment; throws a ConfigurationError that lists every mistake and no value. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const mistakes: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [field, setting] of Object.entries<Setting<unknown>>(variables)) {
    // An empty variable is how many shells and compose files say "unset".
    const given = env[setting.name]?.trim() || setting.standard;
    try {
      values[field] = given === null ? null : setting.parse(given);
    } catch (error) {
      mistakes.push(`${setting.name} ${(error as Error).message}`);
    }
  }
  if (values.databaseUrl && values.encryptionKey === null) {
    mistakes.push(
      'WORKSIGHTS_ENCRYPTION_KEY is required with DATABASE_URL: all processes must share it. ' +
        'Make one with: openssl rand -base64 32',
    );
  }
  values.oidcProviders = readProviders(env, mistakes);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  values.publicUrl ??= `http://localhost:${values.port}`;
  return Object.freeze(values) as unknown as Config;
}
