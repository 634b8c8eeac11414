-- What became of a message is told after it is stored; a crash between the two must not swallow it.
ALTER TABLE message ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;
CREATE INDEX message_untold ON message (line) WHERE untold = 1;
