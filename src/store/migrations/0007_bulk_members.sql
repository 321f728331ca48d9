-- The members of a bulk entry, for when the entry must be told anew: some of them turned out to have none.
CREATE INDEX changes_bulk ON changes (account_id, connection_id, transaction, object_id, key) WHERE bulk;
