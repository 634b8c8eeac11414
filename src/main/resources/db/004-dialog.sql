-- The dialogs that stood on an agent's terminal; an open one is told of in one post, which changes.
CREATE TABLE dialog (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  session    INTEGER NOT NULL,
  kind       TEXT    NOT NULL,
  print      TEXT    NOT NULL,
  shown_at   TEXT    NOT NULL,
  key        TEXT,
  by_id      TEXT,
  by_label   TEXT,
  by_kind    TEXT,
  pressed_at TEXT,
  closed_at  TEXT
);
CREATE INDEX dialog_open ON dialog (session) WHERE closed_at IS NULL;

-- The usage limit that holds up a session, and what is to become of what it cut off.
CREATE TABLE usage_limit (
  session    INTEGER PRIMARY KEY,
  words      TEXT    NOT NULL,
  since      TEXT    NOT NULL,
  resets     TEXT    NOT NULL,
  release    TEXT    NOT NULL,
  choice     TEXT    NOT NULL,
  by_id      TEXT,
  by_label   TEXT,
  by_kind    TEXT,
  message_id TEXT
);
