-- Where a person of the org lives: a date of their calendar begins there. Null until their list is read again.
ALTER TABLE remote_users ADD COLUMN time_zone text;
