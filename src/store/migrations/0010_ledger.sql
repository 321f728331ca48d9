-- What read a stretch of time, beside the path.
ALTER TABLE coverage ADD COLUMN by text NOT NULL DEFAULT 'stream'
  CHECK (by IN ('stream', 'sweep', 'backfill', 'import', 'repair'));
ALTER TABLE coverage ALTER COLUMN by DROP DEFAULT;

-- A hole without an end is one that still grows.
ALTER TABLE coverage_holes ALTER COLUMN to_at DROP NOT NULL;
CREATE INDEX coverage_holes_open ON coverage_holes (account_id, connection_id) WHERE closed_at IS NULL;

-- When a feature was switched on last, and when the stream took it over from the sweeps.
ALTER TABLE feature_states ADD COLUMN enabled_since timestamptz;
ALTER TABLE feature_states ADD COLUMN streamed_since timestamptz;

-- Newest moment at which the stream was known to stand.
ALTER TABLE connections ADD COLUMN stream_stood_at timestamptz;
