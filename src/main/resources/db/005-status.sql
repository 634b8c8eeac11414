-- Posts that show what an agent does at the moment: there is a row from before one is made until it
-- is known to be gone, so that a crash leaves none behind in a channel.
CREATE TABLE live_post (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  session   INTEGER NOT NULL,
  channel   TEXT    NOT NULL,
  prompt_id TEXT    NOT NULL,
  began     TEXT    NOT NULL,
  nonce     TEXT    NOT NULL,
  sent_id   TEXT
);

-- How much of its work a session shows, where that was chosen for it alone.
CREATE TABLE session_level (
  session INTEGER PRIMARY KEY,
  level   TEXT    NOT NULL
);
