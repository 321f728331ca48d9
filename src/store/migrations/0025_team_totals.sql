-- Sums of a manager's team, as those of everybody: kept from the first time that somebody asks for them. Which people
-- they are of stands beside them, so that whoever writes entries knows where to add.
CREATE TABLE team_sums (
  account_id uuid NOT NULL,
  manager_id uuid NOT NULL,
  asked_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, manager_id),
  FOREIGN KEY (account_id, manager_id) REFERENCES users (account_id, id) ON DELETE CASCADE
);

CREATE TABLE team_sums_people (
  account_id uuid NOT NULL,
  manager_id uuid NOT NULL,
  user_id uuid NOT NULL,
  PRIMARY KEY (account_id, manager_id, user_id),
  FOREIGN KEY (account_id, manager_id) REFERENCES team_sums (account_id, manager_id) ON DELETE CASCADE
);
CREATE INDEX team_sums_people_user ON team_sums_people (account_id, user_id);

CREATE TABLE team_totals (
  account_id uuid NOT NULL,
  manager_id uuid NOT NULL,
  slot timestamptz NOT NULL,
  feature text NOT NULL,
  category text NOT NULL,
  automated boolean NOT NULL,
  entries integer NOT NULL,
  seconds integer NOT NULL,
  PRIMARY KEY (account_id, manager_id, slot, feature, category, automated)
) WITH (fillfactor = 80);

-- When a record moved on from a stage stands with its move into it: the next move of the same record by a person whom
-- somebody is mapped to.
ALTER TABLE stage_moves ADD COLUMN next_at timestamptz;
UPDATE stage_moves m SET next_at = n.next_at
FROM (SELECT account_id, activity_id, at, lead(at) OVER (PARTITION BY account_id, object_id ORDER BY at, activity_id) AS next_at
  FROM stage_moves WHERE user_id IS NOT NULL) n
WHERE m.account_id = n.account_id AND m.activity_id = n.activity_id AND m.at = n.at AND n.next_at IS NOT NULL;
DROP INDEX stage_moves_time;
CREATE INDEX stage_moves_stage ON stage_moves (account_id, feature, stage, at) INCLUDE (next_at, user_id)
  WHERE user_id IS NOT NULL;
CREATE INDEX stage_moves_object ON stage_moves (account_id, object_id);
