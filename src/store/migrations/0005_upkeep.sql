-- What the hourly and daily look at an org found.
ALTER TABLE connections
  -- Events delivered to all subscribers of the org within 24 hours, its limit, and samples of the last hours.
  ADD COLUMN delivery jsonb,
  -- What the connecting user lost while the stream goes on; apart from status_reason, which the stream writes.
  ADD COLUMN access_reason jsonb,
  ADD COLUMN arranged_at timestamptz,
  ADD COLUMN checked_at timestamptz;
