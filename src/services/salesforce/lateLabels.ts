import type { Labels } from '../../activity/service.ts';
import { SetupError, TransientError } from '../../errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { RETRY_POLICIES, retryDelayMs } from '../../lib/retry.ts';
import type { DescribedObject } from './describe.ts';
import { labelsFromDescribe } from './labels.ts';

/**
 * The org's words, for which no stream waits: where they cannot be read now, readable API names stand in until
 * a later try has them, or the signal ends the tries. Throws SetupError where a person must act.
 */
export async function openLabels(
  read: () => Promise<readonly DescribedObject[]>,
  { clock, log, signal }: { clock: Clock; log: Log; signal: AbortSignal },
): Promise<Labels> {
  let labels = labelsFromDescribe([]);
  const readOnce = async (): Promise<void> => {
    labels = labelsFromDescribe(await read());
  };
  const readLater = async (failure: unknown): Promise<void> => {
    let error = failure;
    for (let attempt = 0; ; attempt++) {
      const retry = error instanceof TransientError ? error.retry : 'slow';
      await clock.sleep(retryDelayMs(RETRY_POLICIES[retry], attempt), signal);
      try {
        return await readOnce();
      } catch (again) {
        error = again;
      }
    }
  };
  try {
    await readOnce();
  } catch (error) {
    if (error instanceof SetupError) throw error;
    log.warn({ err: error }, 'the labels of an org cannot be read now; API names stand in for them');
    // Only the signal ends the tries.
    readLater(error).catch(() => {});
  }
  return {
    label: (objectType, field) => labels.label(objectType, field),
    plural: (objectType) => labels.plural(objectType),
    lookup: (objectType, field) => labels.lookup(objectType, field),
    text: (objectType, field, value, values) => labels.text(objectType, field, value, values),
  };
}
