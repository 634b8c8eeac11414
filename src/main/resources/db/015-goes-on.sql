-- Of which turn it is what an agent goes on with by itself: a tool use that worked on in the
-- background when the turn stopped, or a prompt that the agent gave itself. What is told of those
-- after a restart of the bridge still answers the message of that turn.
CREATE TABLE goes_on (
  line INTEGER PRIMARY KEY,
  session INTEGER NOT NULL,
  kind TEXT NOT NULL, -- TOOL or PROMPT
  id TEXT NOT NULL,
  prompt_id TEXT NOT NULL,
  UNIQUE (session, kind, id)
);
