-- Every table that holds a company's data carries account_id, first in its keys, so that rows can later be
-- distributed by account. Times are timestamptz; ids of the service are text.

CREATE TABLE installation (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO installation DEFAULT VALUES;

CREATE TABLE accounts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL,
  domain text NOT NULL,
  -- Last position given out in the live feed: moved under this row's lock, as the last statement of a
  -- transaction that writes activities, so that positions become visible in order.
  feed_position bigint NOT NULL DEFAULT 0,
  -- Messages up to here have been forgotten.
  feed_floor bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX accounts_domain ON accounts (lower(domain));

CREATE TABLE users (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'executive', 'manager', 'member', 'technical_admin')),
  manager_id uuid,
  time_zone text NOT NULL DEFAULT 'UTC',
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, manager_id) REFERENCES users (account_id, id)
);
CREATE UNIQUE INDEX users_email ON users (account_id, lower(email));
CREATE INDEX users_manager ON users (account_id, manager_id);

CREATE TABLE api_tokens (
  account_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, token_hash),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id) ON DELETE CASCADE
);
-- A token names its account only through this index: it is looked up before the account is known.
CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (token_hash);

CREATE TABLE sessions (
  account_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  csrf_token text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, token_hash),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sessions_hash ON sessions (token_hash);

CREATE TABLE connections (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  service text NOT NULL,
  name text NOT NULL,
  environment text NOT NULL CHECK (environment IN ('production', 'sandbox')),
  my_domain text,
  status text NOT NULL CHECK (
    status IN ('authorizing', 'provisioning', 'active', 'attention', 'removing', 'removed')
  ),
  status_reason jsonb,
  organization_id text,
  organization_name text,
  edition text,
  instance_url text,
  channel text,
  connected_by_user_id uuid,
  connected_by_remote_id text,
  connected_by_name text,
  slots jsonb,
  api_used bigint,
  api_limit bigint,
  stream_state text NOT NULL DEFAULT 'stopped' CHECK (
    stream_state IN ('stopped', 'connecting', 'live', 'delayed')
  ),
  -- Grows with every change of mapping or switch: the ingest reads them anew when it has moved.
  directory_version integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, id)
);
-- An org that is live in an account already is refused a second connection, whoever comes first.
CREATE UNIQUE INDEX connections_organization ON connections (account_id, service, organization_id)
  WHERE organization_id IS NOT NULL AND status <> 'removed';

CREATE TABLE credentials (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  sealed text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  -- While a process refreshes, the others wait for its result until this moment.
  refreshing_until timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, connection_id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);

-- An authorisation under way: its state serves once, for ten minutes, for the one who started it.
CREATE TABLE authorizations (
  account_id uuid NOT NULL,
  state_hash bytea NOT NULL,
  connection_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- Set where a browser session started it: then only that session may bring it back.
  session_hash bytea,
  reconnect boolean NOT NULL,
  sealed_verifier text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, state_hash),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX authorizations_state ON authorizations (state_hash);

-- All that is kept of an org whose edition is not supported.
CREATE TABLE refused_organizations (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  service text NOT NULL,
  organization_id text NOT NULL,
  edition text NOT NULL,
  refused_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, service, organization_id)
);

CREATE TABLE provisioning_steps (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  key text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'running', 'done', 'failed')),
  detail text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, connection_id, key),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);

-- One process at a time works for a connection; a holder that stops renewing is replaced.
CREATE TABLE leases (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  holder uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, connection_id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);

CREATE TABLE remote_users (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  username text NOT NULL,
  active boolean NOT NULL,
  -- Why this one is never listed; null for a person.
  excluded text,
  match_email text NOT NULL,
  user_id uuid,
  -- A person chose (unmapping too): no refresh undoes it.
  manual boolean NOT NULL DEFAULT false,
  last_processed_at timestamptz,
  PRIMARY KEY (account_id, connection_id, id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id)
);

CREATE TABLE feature_states (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  feature text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  path text NOT NULL CHECK (path IN ('cdc', 'sweep')),
  status text NOT NULL CHECK (status IN ('active', 'blocked', 'disabled', 'unavailable', 'error')),
  reason jsonb,
  last_processed_at timestamptz,
  PRIMARY KEY (account_id, connection_id, feature),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);

-- Only switches that somebody moved stand here; without a row a feature is on for a person.
CREATE TABLE user_switches (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  remote_user_id text NOT NULL,
  feature text NOT NULL,
  enabled boolean NOT NULL,
  changed_by uuid,
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, connection_id, remote_user_id, feature),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);

-- The position of a source, moved in the transaction that stores what it covers.
CREATE TABLE cursors (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  source text NOT NULL,
  position text,
  covered_to timestamptz,
  last_event_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, connection_id, source),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);

-- Every save that was reported. Its primary key is the de-duplication key, and stands apart from the
-- activities so that those can be partitioned by time. It also finds all saves of one object.
CREATE TABLE changes (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  object_id text NOT NULL,
  key text NOT NULL,
  object_type text NOT NULL,
  feature text NOT NULL,
  action text NOT NULL,
  path text NOT NULL,
  remote_user_id text NOT NULL,
  at timestamptz NOT NULL,
  arrived_at timestamptz NOT NULL,
  transaction text,
  automated boolean NOT NULL,
  via text,
  listed boolean NOT NULL,
  -- Start of the ten-minute window that the save falls in; null unless an update.
  window_start timestamptz,
  fields text[] NOT NULL,
  field_values jsonb NOT NULL,
  PRIMARY KEY (account_id, connection_id, object_id, key)
);

-- What is known of a record now: names, and the kept values that meetings and calls are made of.
CREATE TABLE records (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  id text NOT NULL,
  type text NOT NULL,
  name text,
  state jsonb NOT NULL,
  PRIMARY KEY (account_id, connection_id, id)
);

CREATE TABLE activities (
  account_id uuid NOT NULL,
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  feature text NOT NULL,
  category text NOT NULL,
  action text NOT NULL,
  remote_user_id text NOT NULL,
  -- Null while the remote user is not mapped: then it stands in no list.
  user_id uuid,
  title text NOT NULL,
  object_type text NOT NULL,
  object_id text,
  object_name text,
  changes jsonb NOT NULL,
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  latency_seconds real,
  duration_seconds integer NOT NULL,
  duration_source text NOT NULL,
  actor text,
  via text,
  count integer NOT NULL,
  paths text[] NOT NULL,
  missing_names text[],
  PRIMARY KEY (account_id, id)
);
CREATE INDEX activities_timeline ON activities (account_id, user_id, occurred_at DESC, id DESC);
-- Owners and executives read the whole account.
CREATE INDEX activities_account ON activities (account_id, occurred_at DESC, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX activities_unattributed ON activities (account_id, connection_id, remote_user_id)
  WHERE user_id IS NULL;
CREATE INDEX activities_missing_names ON activities (account_id, connection_id)
  WHERE missing_names IS NOT NULL;

-- The live feed: one row a batch. Ids changed and removed hold the positions
-- (last_position - count, last_position] in order, changed ones first.
CREATE TABLE feed (
  account_id uuid NOT NULL,
  last_position bigint NOT NULL,
  changed uuid[] NOT NULL,
  removed uuid[] NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, last_position)
);

CREATE TABLE rejects (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  key text NOT NULL,
  feature text,
  reason text NOT NULL,
  schema_id text NOT NULL,
  payload bytea NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, connection_id, key),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);

CREATE TABLE runs (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  kind text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  counts jsonb NOT NULL DEFAULT '{}',
  error text,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections (account_id, id) ON DELETE CASCADE
);
CREATE INDEX runs_connection ON runs (account_id, connection_id, started_at DESC);
