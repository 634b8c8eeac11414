-- What a post said before it was known to stand in its channel: an attempt whose answer got lost may
-- have left any of that there, and it is looked for before the post is sent again.
ALTER TABLE post ADD COLUMN earlier TEXT NOT NULL DEFAULT '[]';
