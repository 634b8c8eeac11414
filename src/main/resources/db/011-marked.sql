-- The end of a message that its mark in the channel shows. The mark comes later than the end, and a
-- crash between the two must not leave an old one there for good.
ALTER TABLE message ADD COLUMN marked TEXT;
UPDATE message SET marked = rung;
CREATE INDEX message_unmarked ON message (line)
  WHERE rung IN ('ANSWERED', 'FAILED', 'UNDECIDED') AND marked IS NOT rung AND id GLOB '[0-9]*';
