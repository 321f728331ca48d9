-- Which connection the ids of entries are made from: itself, unless it took over what an earlier one of its org kept.
ALTER TABLE connections ADD COLUMN origin_id uuid;
