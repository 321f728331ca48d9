import type { Reason, Slots } from '../activity/service.ts';
import { type Queries, timeParam } from './database.ts';

/** What was used of an allowance at a moment, epoch ms. */
export interface UseSample {
  readonly at: number;
  readonly used: number;
}

/** Use of the org's event delivery, with samples of the last hours, oldest first. */
export interface Delivery {
  readonly used: number;
  readonly limit: number;
  readonly samples: readonly UseSample[];
}

/** Writes what arranging found: slots where they could be seen, and what the connecting user lost since when. */
export async function saveArrangement(
  on: Queries,
  accountId: string,
  id: string,
  found: { slots: Slots | null; access: Reason | null; at: number; checked: boolean },
): Promise<void> {
  const since = new Date(found.at).toISOString();
  await on.query(
    `UPDATE connections SET slots = coalesce($3::jsonb, slots), access_reason = CASE
       WHEN $4::jsonb IS NOT NULL AND access_reason ->> 'text' = $4::jsonb ->> 'text' THEN access_reason
       ELSE $4::jsonb END, arranged_at = $5::timestamptz,
       checked_at = CASE WHEN $6::boolean THEN $5::timestamptz ELSE checked_at END
     WHERE account_id = $1 AND id = $2`,
    [
      accountId,
      id,
      found.slots === null ? null : JSON.stringify(found.slots),
      found.access === null ? null : JSON.stringify({ ...found.access, since }),
      timeParam(found.at),
      found.checked,
    ],
  );
}

export async function setDelivery(
  on: Queries,
  accountId: string,
  id: string,
  delivery: Delivery,
): Promise<void> {
  await on.query('UPDATE connections SET delivery = $3::jsonb WHERE account_id = $1 AND id = $2', [
    accountId,
    id,
    JSON.stringify(delivery),
  ]);
}

/** Keeps how the use of the org's API went in the last hours, oldest first. */
export async function setApiSamples(
  on: Queries,
  accountId: string,
  id: string,
  samples: readonly UseSample[],
): Promise<void> {
  await on.query('UPDATE connections SET api_samples = $3::jsonb WHERE account_id = $1 AND id = $2', [
    accountId,
    id,
    JSON.stringify(samples),
  ]);
}
