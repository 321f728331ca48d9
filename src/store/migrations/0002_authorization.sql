-- Who refreshes a credential now: nobody else may store what comes of it, or give the claim back.
ALTER TABLE credentials ADD COLUMN claim uuid;

-- Grows with every authorisation: what a runner of an earlier one finds out no longer counts.
ALTER TABLE connections ADD COLUMN authorization_count integer NOT NULL DEFAULT 0;
-- Null until the org was set up once: until then a failure for good undoes what there is.
ALTER TABLE connections ADD COLUMN provisioned_at timestamptz;

-- A refreshed sandbox has a new org id: this authorisation may bring another org.
ALTER TABLE authorizations ADD COLUMN replaces boolean NOT NULL DEFAULT false;
