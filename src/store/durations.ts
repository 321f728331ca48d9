import { type Queries, timeParam } from './database.ts';
import type { Counted, Tally } from './tally.ts';

/** A duration that a person set. */
export interface DurationEdit {
  readonly seconds: number;
  /** The user; null where they are gone. */
  readonly by: string | null;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * Sets the duration of an entry, or takes an edit back (null); what is reported is kept beside it. False where there is
 * no such entry, or no edit to take back, or, with `unlessEdited`, where somebody has set it already.
 */
export async function setDuration(
  on: Queries,
  accountId: string,
  id: string,
  edit: DurationEdit | null,
  tally: Tally,
  { unlessEdited }: { readonly unlessEdited: boolean } = { unlessEdited: false },
): Promise<boolean> {
  const rows = await on.query<Counted & { formerSeconds: number }>(
    `WITH former AS (
       SELECT id, duration_seconds, coalesce(reported_seconds, duration_seconds) AS seconds,
         coalesce(reported_source, duration_source) AS source
       FROM activities WHERE account_id = $1 AND id = $2
         AND ($3::integer IS NOT NULL OR edited_at IS NOT NULL) AND NOT ($6::boolean AND edited_at IS NOT NULL)
       FOR UPDATE)
     UPDATE activities a SET duration_seconds = coalesce($3::integer, f.seconds),
       duration_source = CASE WHEN $3::integer IS NULL THEN f.source ELSE 'edited' END,
       edited_by = $4::uuid, edited_at = $5::timestamptz,
       reported_seconds = CASE WHEN $3::integer IS NOT NULL THEN f.seconds END,
       reported_source = CASE WHEN $3::integer IS NOT NULL THEN f.source END
     FROM former f WHERE a.account_id = $1 AND a.id = f.id
     RETURNING a.user_id AS "userId", a.occurred_at AS "occurredAt", a.feature, a.category, a.actor,
       a.duration_seconds AS "durationSeconds", f.duration_seconds AS "formerSeconds"`,
    [
      accountId,
      id,
      edit?.seconds ?? null,
      edit?.by ?? null,
      edit === null ? null : timeParam(edit.at),
      unlessEdited,
    ],
  );
  for (const row of rows) {
    tally.takeOff({ ...row, durationSeconds: row.formerSeconds });
    tally.add(row);
  }
  return rows.length === 1;
}
