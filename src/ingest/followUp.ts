import { TransientError } from '../errors.ts';
import { RETRY_POLICIES, retryDelayMs } from '../lib/retry.ts';
import { LeaseLost } from './directory.ts';
import { importRemoteUsers } from './mapping.ts';
import { lookUpNames } from './names.ts';
import type { Scope } from './scope.ts';

/** Work that follows a batch without holding up the next one: names to look up, people to get to know. */
export interface FollowUp {
  missingNames(): void;
  strangers(): void;
  settled(): Promise<void>;
}

// A stranger in the stream makes the user list refresh at once, at most this often.
const refreshEveryMs = 60_000;

/** Opens the follow-up of one runner; what fails is told to the log, and what passes by itself is tried again. */
export function openFollowUp(scope: Scope): FollowUp {
  const { clock } = scope.context;
  const names = openJob(scope, 'looking up names failed', () => lookUpNames(scope));
  let refreshedAt = Number.NEGATIVE_INFINITY;
  const people = openJob(scope, 'refreshing remote users failed', async () => {
    const wait = refreshedAt + refreshEveryMs - clock.now();
    if (wait > 0) await clock.sleep(wait, scope.session.signal);
    refreshedAt = clock.now();
    await importRemoteUsers(scope.context, scope, scope.service, scope.session);
  });
  return { missingNames: names.run, strangers: people.run, settled: names.settled };
}

/** A coalesced job that wishes for itself again after a passing failure: an org at rest would never wish for it. */
function openJob(scope: Scope, failure: string, work: () => Promise<void>): Job {
  const { clock, log } = scope.context;
  const { signal } = scope.session;
  let failures = 0;
  const failed = (error: unknown): void => {
    if (error instanceof LeaseLost || signal.aborted) return;
    log.warn({ err: error }, failure);
    if (!(error instanceof TransientError)) return;
    const wait = retryDelayMs(RETRY_POLICIES[error.retry], failures++);
    clock.sleep(wait, signal).then(job.run, () => {});
  };
  const job = openCoalesced(async () => {
    await work();
    failures = 0;
  }, failed);
  return job;
}

interface Job {
  run(): void;
  settled(): Promise<void>;
}

/** Runs a job one at a time: wishes that come while it runs become one more run. */
function openCoalesced(job: () => Promise<void>, failed: (error: unknown) => void): Job {
  let wished = false;
  let running: Promise<void> | null = null;
  const drain = async (): Promise<void> => {
    while (wished) {
      wished = false;
      await job().catch(failed);
    }
    running = null;
  };
  return {
    run: () => {
      wished = true;
      running ??= drain();
    },
    settled: async () => {
      await running;
    },
  };
}
