-- What the company's directory (SCIM) says of a person and nobody else needs.
CREATE TABLE scim_users (
  account_id uuid NOT NULL,
  user_id uuid NOT NULL,
  -- Null where it is the e-mail.
  user_name text,
  external_id text,
  given_name text,
  family_name text,
  -- The directory deleted the person: deactivated here, and unknown to it until it creates them again.
  removed_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, user_id),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX scim_users_name ON scim_users (account_id, lower(user_name)) WHERE user_name IS NOT NULL;
CREATE INDEX scim_users_external ON scim_users (account_id, external_id);
