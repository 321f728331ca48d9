-- Sums of activities that have a user, by half hours of UTC: local days of nearly every zone are made of these.
-- They move in the transaction that moves the activities. Seconds leave out what lasts over ten hours.
CREATE TABLE activity_counts (
  account_id uuid NOT NULL,
  user_id uuid NOT NULL,
  slot timestamptz NOT NULL,
  feature text NOT NULL,
  category text NOT NULL,
  automated boolean NOT NULL,
  entries integer NOT NULL,
  seconds integer NOT NULL,
  PRIMARY KEY (account_id, user_id, slot, feature, category, automated)
) WITH (fillfactor = 80);

-- The same of all people of an account together.
CREATE TABLE activity_totals (
  account_id uuid NOT NULL,
  slot timestamptz NOT NULL,
  feature text NOT NULL,
  category text NOT NULL,
  automated boolean NOT NULL,
  entries integer NOT NULL,
  seconds integer NOT NULL,
  PRIMARY KEY (account_id, slot, feature, category, automated)
) WITH (fillfactor = 80);

INSERT INTO activity_counts (account_id, user_id, slot, feature, category, automated, entries, seconds)
SELECT account_id, user_id, date_bin('30 minutes', occurred_at, 'epoch'), feature, category,
  actor IS NOT DISTINCT FROM 'automation', count(*),
  coalesce(sum(duration_seconds) FILTER (WHERE duration_seconds <= 36000), 0)
FROM activities WHERE user_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6;

INSERT INTO activity_totals (account_id, slot, feature, category, automated, entries, seconds)
SELECT account_id, slot, feature, category, automated, sum(entries), sum(seconds)
FROM activity_counts GROUP BY 1, 2, 3, 4, 5;

-- Moves of records that have stages (deals, cases) into each of them, of the entries that tell them.
CREATE TABLE stage_moves (
  account_id uuid NOT NULL,
  activity_id uuid NOT NULL,
  at timestamptz NOT NULL,
  user_id uuid,
  object_id text NOT NULL,
  feature text NOT NULL,
  stage text NOT NULL,
  PRIMARY KEY (account_id, activity_id, at)
);
CREATE INDEX stage_moves_time ON stage_moves (account_id, feature, at);

-- What stands already. From here on features say themselves which field is their stage.
INSERT INTO stage_moves (account_id, activity_id, at, user_id, object_id, feature, stage)
SELECT DISTINCT ON (a.account_id, a.id, c ->> 'at') a.account_id, a.id, (c ->> 'at')::timestamptz, a.user_id,
  a.object_id, a.feature, c ->> 'to'
FROM activities a, json_array_elements(a.changes) AS c
WHERE a.object_id IS NOT NULL AND c ->> 'to' IS NOT NULL
  AND ((a.object_type = 'Opportunity' AND c ->> 'field' = 'StageName')
    OR (a.object_type = 'Case' AND c ->> 'field' = 'Status'));
