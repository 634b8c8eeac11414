-- What was measured, kept for some days; session 0 is the bridge and its machine.
CREATE TABLE metric (
  at       INTEGER NOT NULL,
  session  INTEGER NOT NULL,
  measured TEXT    NOT NULL,
  PRIMARY KEY (at, session)
);
CREATE INDEX metric_by_session ON metric (session, at);
