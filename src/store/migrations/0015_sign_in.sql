-- Who may sign in. A person without login access, or who was deactivated, has entries on the timeline and nothing else.
ALTER TABLE users ADD COLUMN login_access boolean NOT NULL DEFAULT true;
ALTER TABLE users ADD COLUMN deactivated_at timestamptz;
-- A sign-in names a person by e-mail before the account is known.
CREATE INDEX users_sign_in ON users (lower(email));

-- A session is listed by its id and ends when it was not used for a while, too. `method` says how it was begun.
ALTER TABLE sessions ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE sessions ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE sessions ADD COLUMN method text NOT NULL DEFAULT 'token';
ALTER TABLE sessions ALTER COLUMN method DROP DEFAULT;
ALTER TABLE sessions ADD COLUMN user_agent text NOT NULL DEFAULT '';
-- Hash of the API token that began it: the session ends with it.
ALTER TABLE sessions ADD COLUMN api_token_hash bytea;
CREATE INDEX sessions_user ON sessions (account_id, user_id);

-- Sign-ins under way at a provider, each used once. No account yet: it is found when the person comes back.
CREATE TABLE sign_ins (
  state_hash bytea PRIMARY KEY,
  -- Of the cookie that the browser was given at the start.
  browser_hash bytea NOT NULL,
  provider text NOT NULL,
  -- Code verifier and nonce, sealed.
  sealed text NOT NULL,
  return_to text NOT NULL,
  expires_at timestamptz NOT NULL
);

-- Links that were printed on the terminal of an installation without an account.
CREATE TABLE first_run_links (
  token_hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
