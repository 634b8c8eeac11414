-- The order in which messages wait: by place, and by line where the place is the same.
ALTER TABLE message ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
DROP INDEX message_by_session;
CREATE INDEX message_by_session ON message (session, rung, place, line);

-- Posts that change after they were stored: version counts the changes, shown is the one that
-- stands in the channel.
ALTER TABLE post ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;
CREATE INDEX post_to_edit ON post (channel) WHERE version > shown;
