-- The inbox: what people posted, and how far it got.
CREATE TABLE message (
  line         INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT    NOT NULL UNIQUE,
  session      INTEGER NOT NULL,
  channel      TEXT    NOT NULL,
  author_id    TEXT    NOT NULL,
  author_label TEXT    NOT NULL,
  author_kind  TEXT    NOT NULL,
  text         TEXT    NOT NULL,
  attachments  TEXT    NOT NULL,
  posted_at    TEXT    NOT NULL,
  rung         TEXT    NOT NULL,
  reason       TEXT,
  prompt       TEXT,
  prompt_id    TEXT,
  files        TEXT
);
CREATE INDEX message_by_session ON message (session, rung, line);
CREATE INDEX message_by_channel ON message (channel, line);
CREATE INDEX message_by_prompt ON message (prompt_id);

-- Every step of every message, append-only, each record hashed with the one before.
CREATE TABLE ledger (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  session    INTEGER NOT NULL,
  message_id TEXT    NOT NULL,
  rung       TEXT    NOT NULL,
  detail     TEXT,
  at         TEXT    NOT NULL,
  hash       TEXT    NOT NULL
);
CREATE INDEX ledger_by_message ON ledger (message_id, seq);
CREATE INDEX ledger_by_session ON ledger (session, seq);

-- The outbox: what goes to chat, in order of id within a channel.
CREATE TABLE post (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  channel    TEXT    NOT NULL,
  session    INTEGER NOT NULL,
  kind       TEXT    NOT NULL,
  source_key TEXT    NOT NULL UNIQUE,
  nonce      TEXT    NOT NULL UNIQUE,
  body       TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  sent_id    TEXT,
  reason     TEXT,
  at         TEXT    NOT NULL
);
CREATE INDEX post_by_channel ON post (channel, state, id);
CREATE INDEX post_by_session ON post (session, id);

-- What an agent remembers, known by its own id, and how far its transcript was read.
CREATE TABLE conversation (
  id            TEXT    PRIMARY KEY,
  session       INTEGER NOT NULL,
  agent         TEXT    NOT NULL,
  directory     TEXT    NOT NULL,
  transcript    TEXT,
  read_to       INTEGER NOT NULL DEFAULT 0,
  started_at    TEXT    NOT NULL,
  ended_at      TEXT
);
CREATE INDEX conversation_by_session ON conversation (session, started_at);

-- Whether people want a session to run, whatever it does at the moment.
CREATE TABLE session_wish (
  session INTEGER PRIMARY KEY,
  wanted  TEXT    NOT NULL,
  at      TEXT    NOT NULL
);

-- Where the reading of a channel's history begins when nothing of it was heard yet.
CREATE TABLE channel_start (
  channel    TEXT PRIMARY KEY,
  message_id TEXT NOT NULL
);

-- Every prompt that the agent accepted, whoever it came from.
CREATE TABLE turn (
  prompt_id  TEXT    PRIMARY KEY,
  session    INTEGER NOT NULL,
  message_id TEXT,
  started_at TEXT    NOT NULL,
  ended_at   TEXT,
  ending     TEXT
);
CREATE INDEX turn_by_session ON turn (session, started_at);
