import type { Context } from '../../src/ingest/context.ts';
import { openJobs } from '../../src/ingest/jobs.ts';
import { listDueJobs } from '../../src/store/jobs.ts';
import { until } from './until.ts';

/** Does all that is due now on the context's clock, and what becomes due by it. */
export async function settleJobs(context: Context): Promise<void> {
  const { db, clock } = context;
  const jobs = await openJobs(context);
  try {
    await until('no job is due', async () => {
      const claimed = await db.query('SELECT 1 FROM jobs WHERE claim IS NOT NULL');
      return claimed.length === 0 && (await listDueJobs(db, clock.now(), 1)).length === 0;
    });
  } finally {
    await jobs.close();
  }
}
