-- What the agents' hooks said, the newest of each session. Long strings in it are cut.
CREATE TABLE hook (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  session INTEGER NOT NULL,
  at      TEXT    NOT NULL,
  body    TEXT    NOT NULL
);
CREATE INDEX hook_by_session ON hook (session, id);
