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

/** Opens the follow-up of one runner; its failures are told to the log, and the next wish tries again. */
export function openFollowUp(scope: Scope): FollowUp {
  const { clock, log } = scope.context;
  const tell = (what: string) => (error: unknown) => {
    if (!(error instanceof LeaseLost) && !scope.session.signal.aborted) log.warn({ err: error }, what);
  };
  const names = openCoalesced(() => lookUpNames(scope), tell('looking up names failed'));
  let refreshedAt = Number.NEGATIVE_INFINITY;
  const people = openCoalesced(async () => {
    const wait = refreshedAt + refreshEveryMs - clock.now();
    if (wait > 0) await clock.sleep(wait, scope.session.signal);
    refreshedAt = clock.now();
    await importRemoteUsers(scope.context, scope, scope.service, scope.session);
  }, tell('refreshing remote users failed'));
  return { missingNames: names.run, strangers: people.run, settled: names.settled };
}

/** Runs a job one at a time: wishes that come while it runs become one more run. */
function openCoalesced(
  job: () => Promise<void>,
  failed: (error: unknown) => void,
): { run(): void; settled(): Promise<void> } {
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
