-- Who switched a feature for a whole connection last, and when; what was switched before stands in the audit log.
ALTER TABLE feature_states ADD COLUMN switched_by uuid;
ALTER TABLE feature_states ADD COLUMN switched_at timestamptz;
UPDATE feature_states f SET switched_by = a.user_id, switched_at = a.at
FROM (
  SELECT DISTINCT ON (account_id, connection_id, subject) account_id, connection_id, subject, user_id, at
  FROM audit WHERE action = 'feature.switched'
  ORDER BY account_id, connection_id, subject, at DESC
) a
WHERE a.account_id = f.account_id AND a.connection_id = f.connection_id AND a.subject = f.feature;

-- How the use of an org's API went in the last hours, to tell when sweeps will have to rest.
ALTER TABLE connections ADD COLUMN api_samples jsonb;
