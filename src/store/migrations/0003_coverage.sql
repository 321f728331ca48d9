-- The time that each feature is covered for, by path: one interval stays open and grows with each batch.
CREATE TABLE coverage (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  feature text NOT NULL,
  path text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  is_open boolean NOT NULL,
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);
CREATE UNIQUE INDEX coverage_open ON coverage (account_id, connection_id, feature, path) WHERE is_open;
CREATE INDEX coverage_connection ON coverage (account_id, connection_id, feature, from_at);

-- Time of which a source could not tell everything, until a repair closes it with its evidence.
CREATE TABLE coverage_holes (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  feature text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  cause text NOT NULL,
  detected_at timestamptz NOT NULL,
  closed_at timestamptz,
  evidence jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (account_id, connection_id, feature, cause, from_at),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);
