import type { Service } from '../activity/service.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Database } from '../store/database.ts';
import type { AlertSinks } from './alerts.ts';

/** What everything in the ingest stands on; main.ts puts it together once. */
export interface Context {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly services: ReadonlyMap<string, Service>;
  /** 32 bytes; seals credentials and code verifiers. */
  readonly sealKey: Buffer;
  /** Base of links and of the OAuth callback, without a slash at the end. */
  readonly publicUrl: string;
  readonly backfillDays: number;
  readonly sweepIntervalSeconds: number;
  /** Percent of the org's daily API calls that sweeps leave to its other users. */
  readonly apiFloorPercent: number;
  /** E-mails of the installation's operators, in lower case; left out where there are none. */
  readonly operators?: ReadonlySet<string>;
  /** Where somebody is told of what went wrong; left out where nobody is. */
  readonly alerts?: AlertSinks;
}

/** Names one connection everywhere. */
export interface ConnectionRef {
  readonly accountId: string;
  readonly connectionId: string;
}

/**
 * Notifications: an account's feed has grown, its chat has moved (payload: account id); connections, or jobs, are due
 * (no payload).
 */
export const feedChannel = 'feed';
export const chatChannel = 'chat';
export const connectionsChannel = 'connections';
export const jobsChannel = 'jobs';
