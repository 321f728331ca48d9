import type { Config } from '../../config.ts';
import type { Context } from '../../ingest/context.ts';
import { openProvider } from '../../people/providers.ts';
import { listAccounts } from '../../store/accounts.ts';
import { readServer } from '../../store/database.ts';
import { countOwners } from '../../store/team.ts';
import { type Finding, say } from './checks.ts';

const CLOCK_TOLERANCE_MS = 5_000;

/** Looks at the settings; those that are wrong have ended the program before. */
export function checkSettings(config: Config): Finding[] {
  const configuration = say('configuration');
  const { hostname, protocol } = new URL(config.publicUrl);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const findings = [configuration.ok(`public address ${config.publicUrl}`)];
  if (protocol === 'http:' && !isLocal) {
    findings.push(
      configuration.problem(
        'the public address is http',
        'Serve it over https: cookies and tokens travel on it.',
      ),
    );
  }
  if (config.clientId === null || config.clientSecret === null) {
    findings.push(
      configuration.problem('no Salesforce app', 'Set SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET.'),
    );
  } else findings.push(configuration.ok('a Salesforce app is set'));
  if (config.demo && !isLocal) {
    findings.push(
      configuration.problem(
        'demo mode on a public address',
        'Unset WORKSIGHTS_DEMO: anybody can sign in as anybody.',
      ),
    );
  }
  return findings;
}

/** Looks whether each sign-in provider answers. */
export async function checkProviders(config: Config, { clock }: Context): Promise<Finding[]> {
  const { warning, ok, problem } = say('sign-in');
  if (config.oidcProviders.length === 0) {
    return [
      warning(
        'no sign-in provider',
        'Set WORKSIGHTS_OIDC_<NAME>_ISSUER and its companions; till then tokens sign in.',
      ),
    ];
  }
  return Promise.all(
    config.oidcProviders.map(async (settings) => {
      const checks = { state: 'doctor', nonce: 'doctor', verifier: 'doctor' };
      const found = await openProvider(settings, clock)
        .authorizationUrl(`${config.publicUrl}/auth/${settings.key}/callback`, checks)
        .catch((error: Error) => error);
      return found instanceof Error
        ? problem(
            `${settings.key}: ${found.message}`,
            `Check that ${settings.issuer} is the issuer and can be reached.`,
          )
        : ok(`${settings.key} answers`);
    }),
  );
}

/** Looks at the database: which, how new, and whether its clock is ours. */
export async function checkDatabase({ db, clock }: Context): Promise<Finding[]> {
  const database = say('database');
  const before = clock.now();
  const { version, now, migrations } = await readServer(db);
  const skewMs = Math.abs(now - (before + clock.now()) / 2);
  return [
    database.ok(`${db.kind} ${version}, ${migrations} migrations applied`),
    skewMs > CLOCK_TOLERANCE_MS
      ? say('clock').problem(
          `the database is ${Math.round(skewMs / 1000)} s off`,
          'Keep both clocks by NTP: sweeps and leases rest on them.',
        )
      : say('clock').ok('this machine and the database agree'),
  ];
}

/** Looks whether every account has an Owner who can sign in. */
export async function checkAccounts({ db }: Context): Promise<Finding[]> {
  const accounts = await listAccounts(db);
  const { ok, problem, warning } = say('accounts');
  if (accounts.length === 0)
    return [warning('no account yet', 'Start WorkSights and open the link that it prints.')];
  return Promise.all(
    accounts.map(async ({ id, domain }) =>
      (await countOwners(db, id)) > 0
        ? ok(`${domain} has an Owner`)
        : problem(
            `${domain} has no Owner who can sign in`,
            'worksights user change --email ... --role owner --login',
          ),
    ),
  );
}
