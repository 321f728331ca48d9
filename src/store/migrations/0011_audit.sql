-- Who changed which setting when. No foreign keys but the account's: it outlives the people and connections that it
-- names, so it keeps their names as they were.
CREATE TABLE audit (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  at timestamptz NOT NULL,
  user_id uuid,
  user_name text NOT NULL,
  action text NOT NULL,
  connection_id uuid,
  connection_name text,
  subject text,
  details jsonb NOT NULL,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX audit_time ON audit (account_id, at DESC, id DESC);

-- Who answers for a connection; at first whoever pressed Connect.
ALTER TABLE connections ADD owner_id uuid;
UPDATE connections SET owner_id = connected_by_user_id;
