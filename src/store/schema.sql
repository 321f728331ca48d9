-- The schema as it stands after all of src/store/migrations, for reading and review.
-- Made by `npm run generate`; what is to change here changes by a new migration.

CREATE TABLE accounts (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL,
  domain text NOT NULL,
  feed_position bigint NOT NULL DEFAULT 0,
  feed_floor bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE UNIQUE INDEX accounts_domain ON accounts (lower(domain));

CREATE TABLE activities (
  account_id uuid NOT NULL,
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  feature text NOT NULL,
  category text NOT NULL,
  action text NOT NULL,
  remote_user_id text NOT NULL,
  user_id uuid,
  title text NOT NULL,
  object_type text NOT NULL,
  object_id text,
  object_name text,
  changes json NOT NULL,
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
  edited_by uuid,
  edited_at timestamptz,
  reported_seconds integer,
  reported_source text,
  PRIMARY KEY (account_id, id)
);
CREATE INDEX activities_account ON activities (account_id, occurred_at DESC, id DESC) WHERE user_id IS NOT NULL;
CREATE INDEX activities_action ON activities (account_id, action, occurred_at DESC, id DESC) INCLUDE (user_id) WHERE user_id IS NOT NULL AND action <> 'created' AND action <> 'updated';
CREATE INDEX activities_category ON activities (account_id, category, occurred_at DESC, id DESC) INCLUDE (user_id) WHERE user_id IS NOT NULL AND category <> 'record_change';
CREATE INDEX activities_missing_names ON activities (account_id, connection_id) WHERE missing_names IS NOT NULL;
CREATE INDEX activities_object ON activities (account_id, object_id) WHERE object_id IS NOT NULL;
CREATE INDEX activities_timeline ON activities (account_id, user_id, occurred_at DESC, id DESC);
CREATE INDEX activities_unattributed ON activities (account_id, connection_id, remote_user_id) WHERE user_id IS NULL;
CREATE INDEX activities_words ON activities USING gin (to_tsvector('simple'::regconfig, replace(replace(replace(replace(replace(title, '.', ' '), '-', ' '), '/', ' '), '_', ' '), '@', ' '))) WHERE user_id IS NOT NULL;

CREATE TABLE activity_counts (
  account_id uuid NOT NULL,
  user_id uuid NOT NULL,
  slot timestamptz NOT NULL,
  feature text NOT NULL,
  category text NOT NULL,
  automated boolean NOT NULL,
  entries integer NOT NULL,
  seconds integer NOT NULL,
  PRIMARY KEY (account_id, user_id, slot, feature, category, automated)
);

CREATE TABLE activity_totals (
  account_id uuid NOT NULL,
  slot timestamptz NOT NULL,
  feature text NOT NULL,
  category text NOT NULL,
  automated boolean NOT NULL,
  entries integer NOT NULL,
  seconds integer NOT NULL,
  PRIMARY KEY (account_id, slot, feature, category, automated)
);

CREATE TABLE alert_deliveries (
  account_id uuid NOT NULL,
  alert_id uuid NOT NULL,
  phase text NOT NULL,
  sink text NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  next_try_at timestamptz NOT NULL,
  claim uuid,
  ended_at timestamptz,
  PRIMARY KEY (account_id, alert_id, phase, sink),
  CHECK (phase = ANY (ARRAY['begun', 'over'])),
  CHECK (sink = ANY (ARRAY['mail', 'webhook'])),
  FOREIGN KEY (account_id, alert_id) REFERENCES alerts(account_id, id) ON DELETE CASCADE
);
CREATE INDEX alert_deliveries_due ON alert_deliveries (next_try_at) WHERE ended_at IS NULL;

CREATE TABLE alerts (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  cause text NOT NULL,
  subject text NOT NULL,
  text text NOT NULL,
  fix text NOT NULL,
  since timestamptz NOT NULL,
  over_at timestamptz,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX alerts_open ON alerts (account_id, connection_id, cause, subject) WHERE over_at IS NULL;

CREATE TABLE api_tokens (
  account_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  user_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL DEFAULT 'Set up with the installation',
  scope text NOT NULL DEFAULT 'admin',
  created_by uuid,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (account_id, token_hash),
  CHECK ((scope = 'scim') = (user_id IS NULL)),
  CHECK (scope = ANY (ARRAY['read', 'admin', 'scim'])),
  FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (token_hash);
CREATE UNIQUE INDEX api_tokens_id ON api_tokens (account_id, id);
CREATE INDEX api_tokens_user ON api_tokens (account_id, user_id);

CREATE TABLE audit (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  at timestamptz NOT NULL,
  user_id uuid,
  user_name text NOT NULL,
  action text NOT NULL,
  connection_id uuid,
  connection_name text,
  subject text,
  details jsonb NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);
CREATE INDEX audit_time ON audit (account_id, at DESC, id DESC);

CREATE TABLE authorizations (
  account_id uuid NOT NULL,
  state_hash bytea NOT NULL,
  connection_id uuid NOT NULL,
  user_id uuid NOT NULL,
  session_hash bytea,
  reconnect boolean NOT NULL,
  sealed_verifier text NOT NULL,
  expires_at timestamptz NOT NULL,
  replaces boolean NOT NULL DEFAULT false,
  PRIMARY KEY (account_id, state_hash),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX authorizations_state ON authorizations (state_hash);

CREATE TABLE bulk_groups (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  transaction text NOT NULL,
  object_type text NOT NULL,
  action text NOT NULL,
  remote_user_id text NOT NULL,
  count integer NOT NULL,
  PRIMARY KEY (account_id, connection_id, transaction, object_type, action, remote_user_id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);

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
  window_start timestamptz,
  fields text[] NOT NULL,
  field_values json NOT NULL,
  bulk boolean NOT NULL,
  before_values json,
  PRIMARY KEY (account_id, connection_id, object_id, key)
);
CREATE INDEX changes_bulk ON changes (account_id, connection_id, transaction, object_id, key) WHERE bulk;
CREATE INDEX changes_transaction ON changes (transaction) WHERE listed AND NOT bulk;

CREATE TABLE connections (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  service text NOT NULL,
  name text NOT NULL,
  environment text NOT NULL,
  my_domain text,
  status text NOT NULL,
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
  stream_state text NOT NULL DEFAULT 'stopped',
  directory_version integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  authorization_count integer NOT NULL DEFAULT 0,
  provisioned_at timestamptz,
  delivery jsonb,
  access_reason jsonb,
  arranged_at timestamptz,
  checked_at timestamptz,
  sweep_pause jsonb,
  stream_stood_at timestamptz,
  owner_id uuid,
  origin_id uuid,
  api_samples jsonb,
  PRIMARY KEY (account_id, id),
  CHECK (environment = ANY (ARRAY['production', 'sandbox'])),
  CHECK (status = ANY (ARRAY['authorizing', 'provisioning', 'active', 'attention', 'removing', 'removed'])),
  CHECK (stream_state = ANY (ARRAY['stopped', 'connecting', 'live', 'delayed'])),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX connections_organization ON connections (account_id, service, organization_id) WHERE organization_id IS NOT NULL AND status <> 'removed';

CREATE TABLE coverage (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  feature text NOT NULL,
  path text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  is_open boolean NOT NULL,
  by text NOT NULL,
  CHECK (by = ANY (ARRAY['stream', 'sweep', 'backfill', 'import', 'repair'])),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);
CREATE INDEX coverage_connection ON coverage (account_id, connection_id, feature, from_at);
CREATE UNIQUE INDEX coverage_open ON coverage (account_id, connection_id, feature, path) WHERE is_open;

CREATE TABLE coverage_holes (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  feature text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz,
  cause text NOT NULL,
  detected_at timestamptz NOT NULL,
  closed_at timestamptz,
  evidence jsonb NOT NULL DEFAULT '{}'::jsonb,
  PRIMARY KEY (account_id, connection_id, feature, cause, from_at),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);
CREATE INDEX coverage_holes_open ON coverage_holes (account_id, connection_id) WHERE closed_at IS NULL;

CREATE TABLE credentials (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  sealed text NOT NULL,
  version integer NOT NULL DEFAULT 1,
  refreshing_until timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  claim uuid,
  PRIMARY KEY (account_id, connection_id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);

CREATE TABLE cursors (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  source text NOT NULL,
  position text,
  covered_to timestamptz,
  last_event_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, connection_id, source),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);

CREATE TABLE erasures (
  account_id uuid NOT NULL,
  user_id uuid NOT NULL,
  requested_by uuid,
  requested_at timestamptz NOT NULL,
  finished_at timestamptz,
  entries integer NOT NULL DEFAULT 0,
  saves integer NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, user_id, requested_at),
  FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX erasures_running ON erasures (account_id, user_id) WHERE finished_at IS NULL;

CREATE TABLE feature_states (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  feature text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  path text NOT NULL,
  status text NOT NULL,
  reason jsonb,
  last_processed_at timestamptz,
  enabled_since timestamptz,
  streamed_since timestamptz,
  switched_by uuid,
  switched_at timestamptz,
  PRIMARY KEY (account_id, connection_id, feature),
  CHECK (path = ANY (ARRAY['cdc', 'sweep'])),
  CHECK (status = ANY (ARRAY['active', 'blocked', 'disabled', 'unavailable', 'error'])),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);

CREATE TABLE feed (
  account_id uuid NOT NULL,
  last_position bigint NOT NULL,
  changed uuid[] NOT NULL,
  removed uuid[] NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, last_position)
);

CREATE TABLE first_run_links (
  token_hash bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (token_hash)
);

CREATE TABLE installation (
  only_row boolean NOT NULL DEFAULT true,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (only_row),
  CHECK (only_row)
);

CREATE TABLE jobs (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kind text NOT NULL,
  due_at timestamptz NOT NULL,
  claim uuid,
  claimed_until timestamptz,
  run_id uuid,
  failures integer NOT NULL DEFAULT 0,
  state jsonb NOT NULL DEFAULT '{}'::jsonb,
  PRIMARY KEY (account_id, connection_id, kind),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);
CREATE INDEX jobs_due ON jobs (due_at);

CREATE TABLE leases (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  holder uuid NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, connection_id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);

CREATE TABLE migrations (
  name text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (name)
);

CREATE TABLE off_periods (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  feature text NOT NULL,
  remote_user_id text NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz,
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX off_periods_open ON off_periods (account_id, connection_id, feature, remote_user_id) WHERE to_at IS NULL;

CREATE TABLE people_imports (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  created_by uuid NOT NULL,
  wishes json NOT NULL,
  plan_hash bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);

CREATE TABLE provisioning_steps (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  key text NOT NULL,
  state text NOT NULL,
  detail text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, connection_id, key),
  CHECK (state = ANY (ARRAY['pending', 'running', 'done', 'failed'])),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);

CREATE TABLE records (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  id text NOT NULL,
  type text NOT NULL,
  name text,
  state json NOT NULL,
  part_of text,
  PRIMARY KEY (account_id, connection_id, id)
);
CREATE INDEX records_parts ON records (account_id, connection_id, part_of) WHERE part_of IS NOT NULL;

CREATE TABLE refused_organizations (
  account_id uuid NOT NULL,
  service text NOT NULL,
  organization_id text NOT NULL,
  edition text NOT NULL,
  refused_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, service, organization_id),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
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
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);

CREATE TABLE remote_users (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  username text NOT NULL,
  active boolean NOT NULL,
  excluded text,
  match_email text NOT NULL,
  user_id uuid,
  manual boolean NOT NULL DEFAULT false,
  last_processed_at timestamptz,
  time_zone text,
  PRIMARY KEY (account_id, connection_id, id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id)
);

CREATE TABLE removal_steps (
  account_id uuid NOT NULL,
  removal_id uuid NOT NULL,
  key text NOT NULL,
  state text NOT NULL,
  counts jsonb NOT NULL,
  removed jsonb NOT NULL,
  manual text,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, removal_id, key),
  CHECK (state = ANY (ARRAY['running', 'done', 'left'])),
  FOREIGN KEY (account_id, removal_id) REFERENCES removals(account_id, id) ON DELETE CASCADE
);

CREATE TABLE removals (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  thread_id uuid NOT NULL,
  data text NOT NULL,
  state text NOT NULL,
  asked_by uuid NOT NULL,
  asked_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  finished_at timestamptz,
  receipt jsonb,
  PRIMARY KEY (account_id, id),
  CHECK (data = ANY (ARRAY['keep', 'erase'])),
  CHECK (state = ANY (ARRAY['asked', 'withdrawn', 'declined', 'approved', 'done'])),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, thread_id) REFERENCES support_threads(account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX removals_open ON removals (account_id, connection_id) WHERE state <> ALL (ARRAY['withdrawn', 'declined']);
CREATE UNIQUE INDEX removals_thread ON removals (account_id, thread_id);

CREATE TABLE run_totals (
  kind text NOT NULL,
  state text NOT NULL,
  runs bigint NOT NULL DEFAULT 0,
  rows bigint NOT NULL DEFAULT 0,
  activities bigint NOT NULL DEFAULT 0,
  api_calls bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, state)
);

CREATE TABLE runs (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  counts jsonb NOT NULL DEFAULT '{}'::jsonb,
  error text,
  progress real,
  PRIMARY KEY (account_id, id),
  CHECK (state = ANY (ARRAY['running', 'done', 'failed', 'cancelled'])),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);
CREATE INDEX runs_connection ON runs (account_id, connection_id, started_at DESC);
CREATE UNIQUE INDEX runs_running ON runs (account_id, connection_id, kind) WHERE state = 'running';

CREATE TABLE scim_users (
  account_id uuid NOT NULL,
  user_id uuid NOT NULL,
  user_name text,
  external_id text,
  given_name text,
  family_name text,
  removed_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, user_id),
  FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE INDEX scim_users_external ON scim_users (account_id, external_id);
CREATE UNIQUE INDEX scim_users_name ON scim_users (account_id, lower(user_name)) WHERE user_name IS NOT NULL;

CREATE TABLE sessions (
  account_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  csrf_token text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  method text NOT NULL,
  user_agent text NOT NULL DEFAULT '',
  api_token_hash bytea,
  PRIMARY KEY (account_id, token_hash),
  FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sessions_hash ON sessions (token_hash);
CREATE INDEX sessions_user ON sessions (account_id, user_id);

CREATE TABLE sign_ins (
  state_hash bytea NOT NULL,
  browser_hash bytea NOT NULL,
  provider text NOT NULL,
  sealed text NOT NULL,
  return_to text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (state_hash)
);

CREATE TABLE stage_moves (
  account_id uuid NOT NULL,
  activity_id uuid NOT NULL,
  at timestamptz NOT NULL,
  user_id uuid,
  object_id text NOT NULL,
  feature text NOT NULL,
  stage text NOT NULL,
  next_at timestamptz,
  PRIMARY KEY (account_id, activity_id, at)
);
CREATE INDEX stage_moves_object ON stage_moves (account_id, object_id);
CREATE INDEX stage_moves_stage ON stage_moves (account_id, feature, stage, at) INCLUDE (next_at, user_id) WHERE user_id IS NOT NULL;

CREATE TABLE stream_errors (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  at timestamptz NOT NULL,
  code text NOT NULL,
  reference text,
  PRIMARY KEY (account_id, connection_id, at),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);

CREATE TABLE support_messages (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  thread_id uuid NOT NULL,
  number integer NOT NULL,
  author_id uuid,
  author_name text NOT NULL,
  from_operator boolean NOT NULL,
  kind text NOT NULL,
  text text NOT NULL,
  sent_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, thread_id, number),
  CHECK (kind = ANY (ARRAY['text', 'removal_request', 'removal_answer', 'receipt'])),
  FOREIGN KEY (account_id, thread_id) REFERENCES support_threads(account_id, id) ON DELETE CASCADE
);

CREATE TABLE support_reads (
  account_id uuid NOT NULL,
  thread_id uuid NOT NULL,
  reader_id uuid NOT NULL,
  read_to integer NOT NULL,
  PRIMARY KEY (account_id, thread_id, reader_id),
  FOREIGN KEY (account_id, thread_id) REFERENCES support_threads(account_id, id) ON DELETE CASCADE
);

CREATE TABLE support_threads (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  subject text NOT NULL,
  connection_id uuid,
  started_by uuid NOT NULL,
  started_at timestamptz NOT NULL,
  message_count integer NOT NULL DEFAULT 0,
  last_message_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX support_threads_id ON support_threads (id);
CREATE INDEX support_threads_latest ON support_threads (last_message_at DESC, id DESC);

CREATE TABLE team_sums (
  account_id uuid NOT NULL,
  manager_id uuid NOT NULL,
  asked_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, manager_id),
  FOREIGN KEY (account_id, manager_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);

CREATE TABLE team_sums_people (
  account_id uuid NOT NULL,
  manager_id uuid NOT NULL,
  user_id uuid NOT NULL,
  PRIMARY KEY (account_id, manager_id, user_id),
  FOREIGN KEY (account_id, manager_id) REFERENCES team_sums(account_id, manager_id) ON DELETE CASCADE
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
);

CREATE TABLE user_switches (
  account_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  remote_user_id text NOT NULL,
  feature text NOT NULL,
  enabled boolean NOT NULL,
  changed_by uuid,
  changed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, connection_id, remote_user_id, feature),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections(account_id, id) ON DELETE CASCADE
);

CREATE TABLE users (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  manager_id uuid,
  time_zone text NOT NULL DEFAULT 'UTC',
  created_at timestamptz NOT NULL DEFAULT now(),
  login_access boolean NOT NULL DEFAULT true,
  deactivated_at timestamptz,
  region text,
  position text,
  updated_at timestamptz NOT NULL DEFAULT now(),
  invited_at timestamptz,
  PRIMARY KEY (account_id, id),
  CHECK (role = ANY (ARRAY['owner', 'executive', 'manager', 'member', 'technical_admin'])),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, manager_id) REFERENCES users(account_id, id)
);
CREATE UNIQUE INDEX users_email ON users (account_id, lower(email));
CREATE INDEX users_manager ON users (account_id, manager_id);
CREATE INDEX users_sign_in ON users (lower(email));
