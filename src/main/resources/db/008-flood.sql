-- What is asked of the inbox for every message must not grow with the messages that wait.
CREATE INDEX message_by_arrival ON message (session, line);
CREATE INDEX message_by_writer ON message (channel, author_kind, author_id);
CREATE INDEX message_waiting ON message (session, author_id) WHERE rung IN ('RECEIVED', 'QUEUED');
CREATE INDEX message_put_back ON message (session, line)
  WHERE rung = 'QUEUED' AND prompt IS NOT NULL;
CREATE INDEX message_failed ON message (channel, reason, line) WHERE rung = 'FAILED';
