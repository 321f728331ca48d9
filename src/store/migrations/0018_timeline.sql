-- Words of titles, to be found by how they begin. No extension: PGlite and PostgreSQL have this alike. What joins
-- words for the parser is blanked out first, so that "acme.com" and "blue-sky" are two words each. (One translate() in the
-- place of five replace() takes twice as long as all the rest.)
CREATE INDEX activities_words ON activities
  USING gin (to_tsvector('simple'::regconfig, replace(replace(replace(replace(replace(title, '.', ' '), '-', ' '), '/', ' '),
    '_', ' '), '@', ' '))) WHERE user_id IS NOT NULL;

-- The history of one record; the few entries of one are sorted as they are read.
CREATE INDEX activities_object ON activities (account_id, object_id) WHERE object_id IS NOT NULL;
