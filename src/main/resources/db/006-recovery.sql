-- What was tried to bring sessions back. The attempts of one outage carry the number of its first.
CREATE TABLE recovery_attempt (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  outage    INTEGER NOT NULL DEFAULT 0,
  session   INTEGER NOT NULL,
  symptom   TEXT    NOT NULL,
  signature TEXT    NOT NULL,
  detail    TEXT,
  evidence  TEXT,
  remedy    TEXT    NOT NULL,
  at        TEXT    NOT NULL,
  due_at    TEXT    NOT NULL,
  outcome   TEXT,
  done_at   TEXT,
  note      TEXT
);
CREATE INDEX recovery_attempt_by_session ON recovery_attempt (session, id);
CREATE INDEX recovery_attempt_by_outage ON recovery_attempt (outage, id);

-- The start of the machine on which this bridge ran last, to know that there was another one since.
CREATE TABLE machine_start (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  boot_id TEXT NOT NULL
);
