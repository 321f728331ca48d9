-- Nothing asks the database about what stands inside these: plain json is kept as it came, jsonb is taken apart.
ALTER TABLE changes ALTER COLUMN field_values TYPE json USING field_values::json;
ALTER TABLE activities ALTER COLUMN changes TYPE json USING changes::json;
ALTER TABLE records ALTER COLUMN state TYPE json USING state::json;
-- Room on each page lets a record be rewritten beside itself, without touching its index.
ALTER TABLE records SET (fillfactor = 70);

-- A member of a bulk entry has no entry and no window of its own.
ALTER TABLE changes ADD COLUMN bulk boolean NOT NULL DEFAULT false;
ALTER TABLE changes ALTER COLUMN bulk DROP DEFAULT;
-- Finds what a transaction saved before its tenth record came; members of what it formed are not in it. The
-- account stands apart: with it in front, the planner takes this index for all that asks by account.
CREATE INDEX changes_transaction ON changes (transaction) WHERE listed AND NOT bulk;

-- Transactions that one entry tells, with the number of their records: a group that grows is not counted anew.
CREATE TABLE bulk_groups (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  transaction text NOT NULL,
  object_type text NOT NULL,
  action text NOT NULL,
  remote_user_id text NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (account_id, connection_id, transaction, object_type, action, remote_user_id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);
