-- Words of titles, to be found by how they begin. No extension: PGlite and PostgreSQL have this alike. What joins
-- words is blanked out first, so that "acme.com" and "blue-sky" are two words each.
CREATE INDEX activities_words ON activities
  USING gin (to_tsvector('simple'::regconfig, translate(title, '.-_/@:,''’', '         '))) WHERE user_id IS NOT NULL;

-- The history of one record; the few entries of one are sorted as they are read.
CREATE INDEX activities_object ON activities (account_id, object_id) WHERE object_id IS NOT NULL;
