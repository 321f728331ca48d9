-- What is to be done for a connection and when, one row a kind; whoever does it holds a claim that runs out.
CREATE TABLE jobs (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kind text NOT NULL,
  due_at timestamptz NOT NULL,
  claim uuid,
  claimed_until timestamptz,
  -- The run that it goes on with.
  run_id uuid,
  -- Failures in a row.
  failures integer NOT NULL DEFAULT 0,
  -- What it must know to go on.
  state jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (account_id, connection_id, kind),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);
CREATE INDEX jobs_due ON jobs (due_at);

ALTER TABLE runs ADD COLUMN progress real;
ALTER TABLE runs DROP CONSTRAINT runs_state_check;
ALTER TABLE runs ADD CONSTRAINT runs_state_check CHECK (state IN ('running', 'done', 'failed', 'cancelled'));
UPDATE runs SET state = 'failed', finished_at = now(), error = 'the process that ran it ended'
  WHERE state = 'running';
CREATE UNIQUE INDEX runs_running ON runs (account_id, connection_id, kind) WHERE state = 'running';

-- What all runs of a kind came to, those that are no longer kept included.
CREATE TABLE run_totals (
  kind text NOT NULL,
  state text NOT NULL,
  runs bigint NOT NULL DEFAULT 0,
  rows bigint NOT NULL DEFAULT 0,
  activities bigint NOT NULL DEFAULT 0,
  api_calls bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, state)
);

-- Set while sweeps leave the org's API calls to others.
ALTER TABLE connections ADD COLUMN sweep_pause jsonb;
