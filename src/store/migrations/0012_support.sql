-- The in-app chat between the people of an account and the operators of the installation.
CREATE TABLE support_threads (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  subject text NOT NULL,
  -- Set: all who handle connections see it. Null: only whoever began it does.
  connection_id uuid,
  started_by uuid NOT NULL,
  started_at timestamptz NOT NULL,
  message_count integer NOT NULL DEFAULT 0,
  last_message_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id)
);
-- Operators read over all accounts.
CREATE UNIQUE INDEX support_threads_id ON support_threads (id);
CREATE INDEX support_threads_latest ON support_threads (last_message_at DESC, id DESC);

CREATE TABLE support_messages (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  thread_id uuid NOT NULL,
  -- From 1 in each thread, without a gap.
  number integer NOT NULL,
  -- Null: WorkSights itself. Operators may be of another account.
  author_id uuid,
  author_name text NOT NULL,
  from_operator boolean NOT NULL,
  kind text NOT NULL CHECK (kind IN ('text', 'removal_request', 'removal_answer', 'receipt')),
  text text NOT NULL,
  sent_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, thread_id, number),
  FOREIGN KEY (account_id, thread_id) REFERENCES support_threads ON DELETE CASCADE
);

CREATE TABLE support_reads (
  account_id uuid NOT NULL,
  thread_id uuid NOT NULL,
  reader_id uuid NOT NULL,
  read_to integer NOT NULL,
  PRIMARY KEY (account_id, thread_id, reader_id),
  FOREIGN KEY (account_id, thread_id) REFERENCES support_threads ON DELETE CASCADE
);

-- A wish to remove a connection, what became of it, and the receipt.
CREATE TABLE removals (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  thread_id uuid NOT NULL,
  data text NOT NULL CHECK (data IN ('keep', 'erase')),
  state text NOT NULL CHECK (state IN ('asked', 'withdrawn', 'declined', 'approved', 'done')),
  asked_by uuid NOT NULL,
  asked_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  finished_at timestamptz,
  receipt jsonb,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections ON DELETE CASCADE,
  FOREIGN KEY (account_id, thread_id) REFERENCES support_threads ON DELETE CASCADE
);
CREATE UNIQUE INDEX removals_open ON removals (account_id, connection_id) WHERE state NOT IN ('withdrawn', 'declined');
CREATE UNIQUE INDEX removals_thread ON removals (account_id, thread_id);

CREATE TABLE removal_steps (
  account_id uuid NOT NULL,
  removal_id uuid NOT NULL,
  key text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'left')),
  counts jsonb NOT NULL,
  -- Names of what was removed, and what a person must do where it could not be.
  removed jsonb NOT NULL,
  manual text,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, removal_id, key),
  FOREIGN KEY (account_id, removal_id) REFERENCES removals ON DELETE CASCADE
);
