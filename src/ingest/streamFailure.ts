import { CODES, SetupError, TransientError } from '../errors.ts';
import { RETRY_POLICIES, type RetryPolicy } from '../lib/retry.ts';
import { type ConnectionRow, type StatusReason, setAttention } from '../store/connections.ts';
import { noteStreamError } from '../store/streamErrors.ts';
import { setStreamState } from '../store/streamState.ts';
import type { Context } from './context.ts';
import { measureRetry } from './measures.ts';

/** What follows a failure of a runner: the pace of its next tries, or its end. */
export type Answer = RetryPolicy | 'stop';

/**
 * Says on the connection what happened. Where a person must act the runner stops; a fault that passes is tried
 * again soon, a quota slowly, and so is a defect of our own, which is logged.
 */
export async function answerFailure(
  context: Context,
  connection: ConnectionRow,
  error: unknown,
): Promise<Answer> {
  const { db, clock, log } = context;
  const { accountId, id } = connection;
  const since = new Date(clock.now()).toISOString();
  await noteStreamError(db, accountId, id, { at: clock.now(), ...toNote(error) });
  if (error instanceof SetupError) {
    log.warn({ connectionId: id, code: error.code, reason: error.message }, 'a connection needs attention');
    const reason: StatusReason = { code: error.code, text: error.text, fix: error.fix, since };
    await setAttention(db, connection, reason);
    return 'stop';
  }
  if (error instanceof TransientError)
    log.info({ connectionId: id, code: error.code, reason: error.message }, 'the stream is interrupted');
  else
    log.error({ connectionId: id, err: error }, 'the stream stopped on a defect; it is tried again slowly');
  await setStreamState(db, accountId, id, 'delayed', { ...toReason(error), since });
  const pace = error instanceof TransientError ? error.retry : 'slow';
  measureRetry(pace);
  return RETRY_POLICIES[pace];
}

function toNote(error: unknown): { code: string; reference: string | null } {
  const isKnown = error instanceof SetupError || error instanceof TransientError;
  return isKnown ? { code: error.code, reference: error.reference } : { code: 'internal', reference: null };
}

function toReason(error: unknown): Omit<StatusReason, 'since'> {
  if (!(error instanceof TransientError)) {
    return {
      code: 'stream_delayed',
      text: 'The stream stopped on a defect of WorkSights.',
      fix: 'Nothing is to be done in Salesforce: we keep trying from the stored position.',
    };
  }
  const fix = 'Nothing is to be done: we keep trying from the stored position.';
  if (error.code !== 'quota_paused') return { code: 'stream_delayed', text: CODES.stream_delayed.text, fix };
  return {
    code: 'quota_paused',
    text: CODES.quota_paused.text,
    fix: 'Nothing is to be done: Salesforce keeps the events for 72 hours, and we go on from the stored position.',
  };
}
