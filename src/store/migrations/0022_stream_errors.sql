-- The last failures of each stream, with what the service calls the failed call: its support asks for it.
CREATE TABLE stream_errors (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  at timestamptz NOT NULL,
  code text NOT NULL,
  reference text,
  PRIMARY KEY (account_id, connection_id, at),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);
