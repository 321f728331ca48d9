-- What is rare must not be looked for among all that is not. Created and updated records, which are most entries,
-- stand in neither index and pay for none.
CREATE INDEX activities_category ON activities (account_id, category, occurred_at DESC, id DESC) INCLUDE (user_id)
  WHERE user_id IS NOT NULL AND category <> 'record_change';
CREATE INDEX activities_action ON activities (account_id, action, occurred_at DESC, id DESC) INCLUDE (user_id)
  WHERE user_id IS NOT NULL AND action <> 'created' AND action <> 'updated';
