import { z } from 'zod';
import { faultsOf } from '../faultSpec.ts';

const object = z.string().optional().describe('only jobs that query this object');
const bulk = faultsOf('bulk', z.strictObject({ object }));
const count = (text: string) => z.number().int().min(0).describe(text);

/** Faults of bulk query jobs, beyond those that every REST call can meet. */
export const bulkFaults = [
  bulk('bulk.LIMIT_EXCEEDED', "The day's query jobs are used up."),
  bulk('bulk.slow', 'A job takes longer.', {
    parameters: z.strictObject({
      object,
      polls: count('status calls more that find it unfinished').default(5),
    }),
  }),
  bulk('bulk.failed', 'A job fails while it runs.', {
    parameters: z.strictObject({
      object,
      message: z.string().default('InternalServerError : Retried more than fifteen times'),
    }),
  }),
  bulk('bulk.aborted', 'Somebody in the org aborts the job.'),
  bulk('bulk.gone', 'The job and its results are deleted.'),
  bulk('bulk.INVALID_LOCATOR', 'The locator of a set of results is not known.'),
  bulk('bulk.broken_off', 'The connection breaks in the middle of the results.', {
    parameters: z.strictObject({ object, rows: count('rows that still come').default(1) }),
  }),
] as const;
