import { createClock } from '../../emulator/org/clock.ts';
import { convertLead } from '../../emulator/org/conversions.ts';
import { mergeRecords } from '../../emulator/org/merges.ts';
import type { StageOptions } from '../../emulator/org/stage.ts';
import type { Transaction } from '../../emulator/org/transaction.ts';
import { type Emulator, startEmulator } from '../../emulator/start.ts';
import type { Change } from '../../src/activity/change.ts';
import type { Session, Span, SweepBatch, SweepPath, SweepRequest } from '../../src/activity/service.ts';
import { openLog } from '../../src/lib/log.ts';
import { salesforceService } from '../../src/services/salesforce/service.ts';

/** A moment of a working day, at which the clock of a sweep's org stands. */
export const SWEEP_START = Date.parse('2026-03-02T09:00:00Z');

/** What a sweep answered, all batches together. */
interface Swept {
  readonly batches: readonly SweepBatch[];
  readonly changes: readonly Change[];
  /** API calls that it cost. */
  readonly calls: number;
}

/** An emulated org on a clock of its own, and the service that sweeps it, without the product around. */
export interface SweepOrg {
  readonly emulator: Emulator;
  readonly session: Session;
  readonly service: ReturnType<typeof salesforceService>;
  /** Id of somebody of the cast. */
  person(key: string): string;
  /** Does something as somebody, after a minute has passed. */
  as<T>(key: string, work: (tx: Transaction) => T): T;
  convertLead(key: string, id: string): void;
  merge(key: string, object: string, masterId: string, loserId: string): void;
  advance(ms: number): void;
  /** Sweeps the features over the last hour, or as asked otherwise. */
  sweep(
    path: SweepPath,
    features: readonly string[],
    wish?: Partial<Omit<SweepRequest, 'spans' | 'path'>> & { from?: number; to?: number },
  ): Promise<Swept>;
  close(): Promise<void>;
}

const hour = 3_600_000;

/** Opens the org; `connectAs` is who authorised, an administrator by default. */
export async function openSweepOrg(options: StageOptions = {}, connectAs = 'olga'): Promise<SweepOrg> {
  const clock = createClock(SWEEP_START);
  const emulator = await startEmulator({ orgs: [{ clock, ...options }] });
  const { org, people } = emulator.orgs[0]!;
  const person = (key: string): string => people.get(key)!;
  let calls = 0;
  const session = toSession(emulator, person(connectAs), () => {
    calls += 1;
  });
  const as: SweepOrg['as'] = (key, work) => {
    clock.advance(60_000);
    return org.transact({ userId: person(key), origin: '' }, work);
  };
  const service = salesforceService(
    {
      clientId: emulator.app.clientId,
      clientSecret: emulator.app.clientSecret,
      productionLoginUrl: emulator.url,
      sandboxLoginUrl: emulator.url,
      pubsubUrl: emulator.pubsubUrl,
      apiVersion: '66.0',
      installationId: 'a-test-installation',
    },
    { clock: { now: () => org.now(), sleep: async () => {} }, log: openLog({ level: 'silent' }) },
  );
  return {
    ...{ emulator, session, service, person, as },
    convertLead: (key, id) => void as(key, (tx) => convertLead(tx, id, { now: org.now() })),
    merge: (key, object, master, loser) =>
      void as(key, (tx) => mergeRecords(org, tx, object, master, [loser])),
    advance: (ms) => clock.advance(ms),
    sweep: async (path, features, { from, to, ...wish } = {}) => {
      const now = org.now() + 1000;
      const spans: Span[] = features.map((feature) => ({ feature, from: from ?? now - hour, to: to ?? now }));
      const request = { path, spans, cursor: null, people: { byAddress: () => null }, ...wish };
      const before = calls;
      const batches: SweepBatch[] = [];
      for await (const batch of service.sweep(session, request)) batches.push(batch);
      return { batches, changes: batches.flatMap(({ changes }) => changes), calls: calls - before };
    },
    close: () => emulator.close(),
  };
}

function toSession(emulator: Emulator, userId: string, onApiCall: () => void): Session {
  const { org } = emulator.orgs[0]!;
  const open = () => {
    const { token } = org.sessions.open({ clientId: 'x', userId, scopes: ['api'] }).session;
    return { accessToken: token, refreshToken: '', instanceUrl: emulator.url, loginUrl: emulator.url };
  };
  let credential = open();
  return {
    accountId: 'account',
    connectionId: 'connection',
    environment: 'production',
    organizationId: String(org.records('Organization')[0]?.Id),
    connectedByRemoteId: userId,
    credential: {
      read: async () => credential,
      // Time is moved by hours here, and a session does not last so long.
      replace: async () => {
        credential = open();
        return credential;
      },
    },
    signal: new AbortController().signal,
    onApiUsage: () => {},
    onApiCall,
  };
}
