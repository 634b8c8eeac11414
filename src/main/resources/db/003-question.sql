-- What agents waited for a person to decide: the hook as it came, and what became of it.
CREATE TABLE question (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  session     INTEGER NOT NULL,
  hook        TEXT    NOT NULL,
  parts       TEXT    NOT NULL,
  asked_at    TEXT    NOT NULL,
  reminded_at TEXT,
  state       TEXT    NOT NULL,
  answer      TEXT,
  by_id       TEXT,
  by_label    TEXT,
  by_kind     TEXT,
  ended_at    TEXT
);
CREATE INDEX question_by_session ON question (session, id);
CREATE INDEX question_open ON question (session, id) WHERE state = 'OPEN';
