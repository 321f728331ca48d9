import type { Context } from '../../src/ingest/context.ts';
import { openJobs } from '../../src/ingest/jobs.ts';
import { timeParam } from '../../src/store/database.ts';
import { until } from './until.ts';

/** Does all that is due now on the context's clock, and what becomes due by it. */
export async function settleJobs(context: Context): Promise<void> {
  const jobs = await openJobs(context);
  try {
    await until('no job is due', async () => {
      const rows = await context.db.query('SELECT 1 FROM jobs WHERE claim IS NOT NULL OR due_at <= $1', [
        timeParam(context.clock.now()),
      ]);
      return rows.length === 0;
    });
  } finally {
    await jobs.close();
  }
}
