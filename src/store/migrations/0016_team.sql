ALTER TABLE users ADD COLUMN region text;
ALTER TABLE users ADD COLUMN position text;
ALTER TABLE users ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();

-- Lists of people that were read from a file and shown, and wait for somebody to apply them.
CREATE TABLE people_imports (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  created_by uuid NOT NULL,
  wishes json NOT NULL,
  -- Of what was shown: what would come of it by now has to be the same.
  plan_hash bytea NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, id)
);

-- A token has a name, a scope and an end. One of scope `scim` belongs to the account and to no person in it.
ALTER TABLE api_tokens ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE api_tokens ADD COLUMN name text NOT NULL DEFAULT 'Set up with the installation';
ALTER TABLE api_tokens ADD COLUMN scope text NOT NULL DEFAULT 'admin' CHECK (scope IN ('read', 'admin', 'scim'));
ALTER TABLE api_tokens ADD COLUMN created_by uuid;
ALTER TABLE api_tokens ADD COLUMN expires_at timestamptz;
ALTER TABLE api_tokens ADD COLUMN last_used_at timestamptz;
-- Kept after its end, so that it can be told when that was, and so that a bootstrap file does not bring it back.
ALTER TABLE api_tokens ADD COLUMN revoked_at timestamptz;
ALTER TABLE api_tokens ALTER COLUMN user_id DROP NOT NULL;
ALTER TABLE api_tokens ADD CHECK ((scope = 'scim') = (user_id IS NULL));
CREATE UNIQUE INDEX api_tokens_id ON api_tokens (account_id, id);
CREATE INDEX api_tokens_user ON api_tokens (account_id, user_id);
