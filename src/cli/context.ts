import type { Config } from '../config.ts';
import type { AlertSinks } from '../ingest/alerts.ts';
import type { Context } from '../ingest/context.ts';
import { systemClock } from '../lib/clock.ts';
import { openLog } from '../lib/log.ts';
import { openMailer } from '../lib/mail.ts';
import { openWebhook } from '../lib/webhook.ts';
import { openServices } from '../services/index.ts';
import { readInstallationId } from '../store/accounts.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { openPglite } from '../store/pglite.ts';
import { openPostgres } from '../store/postgres.ts';
import { loadKey } from './key.ts';

/** Opens the database that the settings name and brings it to the newest schema. */
export async function openStore(config: Config): Promise<Database> {
  const db = await (config.databaseUrl ? openPostgres(config.databaseUrl) : openPglite(config.dataDir));
  try {
    await migrate(db);
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Does something with the migrated database and closes it. */
export async function withStore<T>(config: Config, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openStore(config);
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

function openAlertSinks({ smtpUrl, alertWebhook, publicUrl }: Config): AlertSinks {
  const sender = `WorkSights <worksights@${new URL(publicUrl).hostname}>`;
  return {
    mail: smtpUrl === null ? null : openMailer(smtpUrl, sender),
    webhook: alertWebhook === null ? null : openWebhook(alertWebhook),
  };
}

/** Puts together what every part of a running process stands on; only here are the parts joined. */
export async function openContext(config: Config, db: Database): Promise<Context> {
  const log = openLog({ level: config.logLevel });
  const { clientId, clientSecret, productionLoginUrl, sandboxLoginUrl, pubsubUrl, apiVersion } = config;
  const installationId = await readInstallationId(db);
  const salesforce = {
    ...{ clientId, clientSecret, productionLoginUrl, sandboxLoginUrl, pubsubUrl, apiVersion },
    installationId,
  };
  return {
    db,
    clock: systemClock,
    log,
    services: openServices({ salesforce }, { clock: systemClock, log }),
    sealKey: config.encryptionKey ?? (await loadKey(config.dataDir)),
    publicUrl: config.publicUrl,
    backfillDays: config.backfillDays,
    sweepIntervalSeconds: config.sweepIntervalSeconds,
    apiFloorPercent: config.apiFloorPercent,
    operators: new Set(config.operators?.map((email) => email.toLowerCase())),
    alerts: openAlertSinks(config),
  };
}
