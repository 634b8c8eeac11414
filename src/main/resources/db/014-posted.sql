-- What a message says where it was posted, if its text was changed here (by /queue edit and the
-- like): a change made there while nobody listened is told from one made here by this.
ALTER TABLE message ADD COLUMN posted TEXT;
