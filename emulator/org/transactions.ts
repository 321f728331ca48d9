import type { ChangeLog } from './changeLog.ts';
import { type CommitStamp, toChangeEvents } from './changes.ts';
import { SalesforceError } from './errors.ts';
import { type HistoryHost, toHistoryRows } from './history.ts';
import type { Random } from './random.ts';
import type { OrgSettings } from './settings.ts';
import type { Tables } from './tables.ts';
import {
  type OpenTransaction,
  openTransaction,
  type Transaction,
  type TransactionBy,
  type TransactionHost,
} from './transaction.ts';
import type { CommittedChange } from './types.ts';

/** A transaction that somebody else ends. */
export interface RunningTransaction {
  readonly tx: Transaction;
  /** Makes all of it seen at once and publishes its events; refused where another changed a record meanwhile. */
  commit(): void;
  /** Undoes it; does nothing after its end. */
  abort(): void;
}

/** What is said of an announced event; the rest is stamped. */
type Announced = Pick<CommittedChange, 'entity' | 'changeType' | 'recordIds' | 'changed' | 'nulled'>;

/** How records of an org change. */
export interface Transactions {
  /** Runs the work as one transaction and publishes its events; returns what the work returns. */
  transact<T>(by: TransactionBy, work: (tx: Transaction) => T): T;
  /** Opens a transaction that ends when it is told to, as a long one does: until then nobody sees what it saved. */
  begin(by: TransactionBy): RunningTransaction;
  /** Since when (epoch ms) the oldest open transaction runs; undefined without one. */
  openSince(): number | undefined;
  /** Publishes an event that no transaction of records makes. */
  announce(by: TransactionBy, event: Announced): void;
}

interface TransactionsHost {
  readonly host: TransactionHost;
  readonly history: HistoryHost;
  readonly tables: Tables;
  readonly settings: OrgSettings;
  readonly random: Random;
  readonly log: ChangeLog;
  now(): number;
  publish(change: CommittedChange): void;
}

export function createTransactions(org: TransactionsHost): Transactions {
  const nextStamp = createStamps(org.random);
  const open = new Map<object, number>();
  const begin = (by: TransactionBy): RunningTransaction => {
    const key = {};
    const savedAt = (): number => by.savedAt ?? by.at ?? org.now();
    open.set(key, savedAt());
    const work = openTransaction(org.host, by, () => wholeSecond(savedAt()));
    const commit = (): void => {
      if (!open.delete(key)) throw new Error('the transaction has ended');
      store(org, work);
      const stamp = nextStamp(by, wholeSecond(by.at ?? org.now()));
      const rules = { kind: by.events ?? 'plain', overflowAfter: org.settings.overflowAfter };
      const changes = toChangeEvents(work.touched.values(), stamp, rules);
      org.log.add(by, stamp, work.steps, changes);
      for (const change of changes) org.publish(change);
    };
    return { tx: work.tx, commit, abort: () => open.delete(key) };
  };
  return {
    begin,
    openSince: () => (open.size > 0 ? Math.min(...open.values()) : undefined),
    transact: (by, work) => {
      const running = begin({ ...by, at: by.at ?? org.now() });
      try {
        const result = work(running.tx);
        running.commit();
        return result;
      } finally {
        running.abort();
      }
    },
    announce: (by, event) => {
      const at = wholeSecond(org.now());
      const { nextCommitNumber, ...stamp } = nextStamp(by, at);
      const values = { LastModifiedDate: at };
      const commitNumber = nextCommitNumber();
      org.publish({ ...event, ...stamp, values, diff: [], sequenceNumber: 1, commitNumber });
    },
  };
}

/** Puts the records in place, and the rows of history that belong to them. */
function store({ tables, history }: TransactionsHost, { touched, steps }: OpenTransaction): void {
  for (const { def, id, before } of touched.values()) {
    if (tables.find(def.name, id) !== before)
      throw new SalesforceError(400, 'UNABLE_TO_LOCK_ROW', `unable to obtain exclusive access to ${id}`);
  }
  for (const { def, id, after } of touched.values()) {
    if (def.hardDelete && after.IsDeleted) tables.remove(def.name, id);
    else tables.put(def.name, after);
  }
  for (const { table, row } of toHistoryRows(steps, history)) tables.put(table, row);
}

const wholeSecond = (epochMs: number): number => Math.floor(epochMs / 1000) * 1000;

/** Transaction keys and ever-rising commit numbers, beyond 2^53 as those of old orgs are. */
function createStamps(random: Random): (by: TransactionBy, at: number) => CommitStamp {
  let commitNumber = 11_000_000_000_000_000n;
  return (by, at) => ({
    changeOrigin: by.origin,
    transactionKey: [8, 4, 4, 4, 12].map((length) => random.hex(length)).join('-'),
    commitTimestamp: at,
    commitUser: by.userId,
    nextCommitNumber: () => {
      commitNumber += BigInt(random.integer(1, 40));
      return commitNumber;
    },
  });
}
