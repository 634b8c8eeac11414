-- How a turn ended is told after it is stored, and known before it is over; a crash between the two
-- must not swallow it. What is known of a turn that is open still stands in ending, failure and
-- sure: whether the agent said so, or was only seen to have stopped.
ALTER TABLE turn ADD COLUMN failure TEXT;
ALTER TABLE turn ADD COLUMN sure INTEGER NOT NULL DEFAULT 1;
ALTER TABLE turn ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;
CREATE INDEX turn_untold ON turn (session) WHERE untold = 1;
