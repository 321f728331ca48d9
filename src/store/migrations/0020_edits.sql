-- A duration that a person set: who and when, and what was reported (and goes on being reported) in its place.
ALTER TABLE activities ADD COLUMN edited_by uuid;
ALTER TABLE activities ADD COLUMN edited_at timestamptz;
ALTER TABLE activities ADD COLUMN reported_seconds integer;
ALTER TABLE activities ADD COLUMN reported_source text;

-- Erasures of what is stored of a person: asked for once, done in pieces, gone on with after a crash.
CREATE TABLE erasures (
  account_id uuid NOT NULL,
  user_id uuid NOT NULL,
  requested_by uuid,
  requested_at timestamptz NOT NULL,
  finished_at timestamptz,
  entries integer NOT NULL DEFAULT 0,
  saves integer NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, user_id, requested_at),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX erasures_running ON erasures (account_id, user_id) WHERE finished_at IS NULL;
