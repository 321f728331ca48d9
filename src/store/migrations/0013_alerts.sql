-- What somebody was, or is to be, told of: once per cause, until it is over.
CREATE TABLE alerts (
  account_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  cause text NOT NULL,
  -- Tells two alerts of one cause apart: the code of the reason, the key of the feature, the kind of hole.
  subject text NOT NULL,
  text text NOT NULL,
  fix text NOT NULL,
  since timestamptz NOT NULL,
  over_at timestamptz,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, connection_id) REFERENCES connections ON DELETE CASCADE
);
CREATE UNIQUE INDEX alerts_open ON alerts (account_id, connection_id, cause, subject) WHERE over_at IS NULL;

-- One message to one place. A process claims it before it sends, so that no two send it.
CREATE TABLE alert_deliveries (
  account_id uuid NOT NULL,
  alert_id uuid NOT NULL,
  phase text NOT NULL CHECK (phase IN ('begun', 'over')),
  sink text NOT NULL CHECK (sink IN ('mail', 'webhook')),
  tries integer NOT NULL DEFAULT 0,
  next_try_at timestamptz NOT NULL,
  claim uuid,
  ended_at timestamptz,
  PRIMARY KEY (account_id, alert_id, phase, sink),
  FOREIGN KEY (account_id, alert_id) REFERENCES alerts ON DELETE CASCADE
);
CREATE INDEX alert_deliveries_due ON alert_deliveries (next_try_at) WHERE ended_at IS NULL;
