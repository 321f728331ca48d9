-- A duration that a person set: who and when, and what was reported (and goes on being reported) in its place.
ALTER TABLE activities ADD COLUMN edited_by uuid;
ALTER TABLE activities ADD COLUMN edited_at timestamptz;
ALTER TABLE activities ADD COLUMN reported_seconds integer;
ALTER TABLE activities ADD COLUMN reported_source text;
