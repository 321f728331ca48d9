-- Values that fields had before, where Field History tells them.
ALTER TABLE changes ADD COLUMN before_values json;

-- When a feature was switched off, for a connection or (with a remote user) for one person: what happened then is
-- not stored, whichever path reads it later.
CREATE TABLE off_periods (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  feature text NOT NULL,
  -- Empty for the whole connection.
  remote_user_id text NOT NULL,
  from_at timestamptz NOT NULL,
  -- Null while it is off.
  to_at timestamptz,
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX off_periods_open ON off_periods (account_id, connection_id, feature, remote_user_id)
  WHERE to_at IS NULL;

-- The record whose entries another one tells: an e-mail stands as a task, too.
ALTER TABLE records ADD COLUMN part_of text;
CREATE INDEX records_parts ON records (account_id, connection_id, part_of) WHERE part_of IS NOT NULL;
