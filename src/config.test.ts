import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfig, settingsTable } from './config.ts';

const key = Buffer.alloc(32, 7).toString('base64');

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
}

describe('the configuration', () => {
  it('lists every mistake at once, and repeats no value', () => {
    const mistakes = mistakesOf({
      PORT: '99999',
      WORKSIGHTS_PUBLIC_URL: 'https://acme.example/base',
      DATABASE_URL: 'mysql://root:hunter2@db/worksights',
      WORKSIGHTS_ENCRYPTION_KEY: 'hunter2',
      SALESFORCE_PUBSUB_URL: 'http://api.pubsub.salesforce.com:7443',
      WORKSIGHTS_SWEEP_INTERVAL: '0',
      WORKSIGHTS_OPERATORS: 'olga@acme.example, hunter2',
      WORKSIGHTS_SMTP_URL: 'mail.example:hunter2',
      WORKSIGHTS_ALERT_WEBHOOK: 'http://hooks.example/#hunter2',
      LOG_LEVEL: 'loud',
    });
    expect(mistakes.map((line) => line.split(' ')[0])).toEqual([
      'PORT',
      'WORKSIGHTS_PUBLIC_URL',
      'DATABASE_URL',
      'WORKSIGHTS_ENCRYPTION_KEY',
      'SALESFORCE_PUBSUB_URL',
      'WORKSIGHTS_SWEEP_INTERVAL',
      'WORKSIGHTS_OPERATORS',
      'WORKSIGHTS_SMTP_URL',
      'WORKSIGHTS_ALERT_WEBHOOK',
      'LOG_LEVEL',
    ]);
    expect(mistakes.join('\n')).not.toContain('hunter2');
  });

  it('wants a shared key with PostgreSQL', () => {
    const DATABASE_URL = 'postgres://localhost/worksights';
    expect(mistakesOf({ DATABASE_URL })).toEqual([expect.stringContaining('WORKSIGHTS_ENCRYPTION_KEY')]);
    expect(mistakesOf({ DATABASE_URL, WORKSIGHTS_ENCRYPTION_KEY: key })).toEqual([]);
  });

  it.each(['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1', 'https://pubsub.acme.example'])(
    'accepts %s for the Pub/Sub API',
    (url) => {
      expect(readConfig({ SALESFORCE_PUBSUB_URL: url }).pubsubUrl).toBe(url);
    },
  );

  it.each([
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'https://user:secret@host',
    'ftp://x',
  ])('refuses %s for the Pub/Sub API', (url) => {
    expect(mistakesOf({ SALESFORCE_PUBSUB_URL: url })).toHaveLength(1);
  });

  it('fills in every default, takes an empty variable for unset, and cannot be changed', () => {
    const config = readConfig({ PORT: '4000', DATABASE_URL: '', HOST: ' ' });
    expect(config).toMatchObject({
      ...{ host: '127.0.0.1', port: 4000, publicUrl: 'http://localhost:4000', databaseUrl: null },
      ...{ dataDir: '.worksights', encryptionKey: null, bootstrap: null, clientId: null, demo: false },
      ...{ productionLoginUrl: 'https://login.salesforce.com', apiVersion: '66.0' },
      ...{ sweepIntervalSeconds: 600, backfillDays: 30, apiFloorPercent: 10, logLevel: 'info' },
      ...{ operators: null, smtpUrl: null, alertWebhook: null },
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('reads any number of sign-in providers by their names', () => {
    const { oidcProviders } = readConfig({
      WORKSIGHTS_OIDC_GOOGLE_ISSUER: 'https://accounts.google.com',
      WORKSIGHTS_OIDC_GOOGLE_CLIENT_ID: 'g',
      WORKSIGHTS_OIDC_GOOGLE_CLIENT_SECRET: 'gs',
      WORKSIGHTS_OIDC_HEAD_OFFICE_ISSUER: 'https://login.microsoftonline.com/0a1b/v2.0',
      WORKSIGHTS_OIDC_HEAD_OFFICE_CLIENT_ID: 'm',
      WORKSIGHTS_OIDC_HEAD_OFFICE_CLIENT_SECRET: 'ms',
      WORKSIGHTS_OIDC_HEAD_OFFICE_DOMAINS: 'acme.example, ACME.de',
    });
    expect(oidcProviders).toEqual([
      {
        ...{ key: 'google', kind: 'google', issuer: 'https://accounts.google.com' },
        ...{ clientId: 'g', clientSecret: 'gs', domains: [] },
      },
      {
        ...{ key: 'head-office', kind: 'entra', issuer: 'https://login.microsoftonline.com/0a1b/v2.0' },
        ...{ clientId: 'm', clientSecret: 'ms', domains: ['acme.example', 'acme.de'] },
      },
    ]);
  });

  it('says of each sign-in provider what is missing or wrong', () => {
    const mistakes = mistakesOf({
      WORKSIGHTS_OIDC_A_ISSUER: 'http://id.acme.example',
      WORKSIGHTS_OIDC_B_ISSUER: 'https://login.microsoftonline.com/common/v2.0',
      WORKSIGHTS_OIDC_B_CLIENT_ID: 'b',
      WORKSIGHTS_OIDC_B_CLIENT_SECRET: 'hunter2',
      WORKSIGHTS_OIDC_C_ISSUER: 'https://login.microsoftonline.com/0a1b/v2.0',
      WORKSIGHTS_OIDC_C_CLIENT_ID: 'c',
      WORKSIGHTS_OIDC_C_CLIENT_SECRET: 'hunter2',
      WORKSIGHTS_OIDC_D_DOMAINS: 'everyone',
      WORKSIGHTS_OIDC_D_SECRET: 'hunter2',
    });
    expect(mistakes.map((line) => line.split(' ')[0])).toEqual([
      'WORKSIGHTS_OIDC_D_SECRET',
      'WORKSIGHTS_OIDC_A_ISSUER',
      'WORKSIGHTS_OIDC_A_CLIENT_ID',
      'WORKSIGHTS_OIDC_A_CLIENT_SECRET',
      'WORKSIGHTS_OIDC_B_ISSUER',
      'WORKSIGHTS_OIDC_C_DOMAINS',
      'WORKSIGHTS_OIDC_D_ISSUER',
      'WORKSIGHTS_OIDC_D_CLIENT_ID',
      'WORKSIGHTS_OIDC_D_CLIENT_SECRET',
      'WORKSIGHTS_OIDC_D_DOMAINS',
    ]);
    expect(mistakes.join('\n')).not.toContain('hunter2');
  });

  it('takes operators with commas or spaces between, and a webhook whose secret stands behind its #', () => {
    const config = readConfig({
      WORKSIGHTS_OPERATORS: 'a@x.example, b@x.example  c@x.example',
      WORKSIGHTS_ALERT_WEBHOOK: 'https://hooks.example/x#whsec_c2VjcmV0',
    });
    expect(config.operators).toEqual(['a@x.example', 'b@x.example', 'c@x.example']);
    expect(config.alertWebhook).toBe('https://hooks.example/x#whsec_c2VjcmV0');
  });

  it('takes the slash off the public URL', () => {
    const config = readConfig({ WORKSIGHTS_PUBLIC_URL: 'https://WorkSights.acme.example/' });
    expect(config.publicUrl).toBe('https://worksights.acme.example');
  });

  it('stands in the README as it is; else: npm run generate', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(settingsTable());
  });
});
