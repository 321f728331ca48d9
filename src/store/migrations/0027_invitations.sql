-- When a person was last told by e-mail how to sign in, at the address that they have now.
ALTER TABLE users ADD COLUMN invited_at timestamptz;
