import type { Context } from '../../src/ingest/context.ts';
import { openJobs } from '../../src/ingest/jobs.ts';
import { timeParam } from '../../src/store/database.ts';
import { until } from './until.ts';

/** Does all that is due now on the context's clock, and what becomes due by it. */
export async function settleJobs(context: Context): Promise<void> {
  const { db, clock } = context;
  const jobs = await openJobs(context);
  try {
    await until('no job is due', async () => {
      // In one look: between two, a job that is due may be claimed, or given back.
      const rows = await db.query(
        `SELECT 1 FROM jobs j JOIN connections c ON c.id = j.connection_id
         WHERE j.claim IS NOT NULL OR (j.due_at <= $1 AND c.status = 'active')`,
        [timeParam(clock.now())],
      );
      return rows.length === 0;
    });
  } finally {
    await jobs.close();
  }
}
