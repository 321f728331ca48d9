-- Values that fields had before, where Field History tells them.
ALTER TABLE changes ADD COLUMN before_values json;
