-- Grain: one row per stretch between two readings of a feed in which entries may have passed unseen.
-- Answers: between which polls was a feed not followed, and why is that thought?
CREATE VIEW feed_breaks AS FROM feed_breaks_since(TIMESTAMP '0001-01-01');
COMMENT ON COLUMN feed_breaks.from_at IS 'Last time that the feed was read before: a capture with entries, or a 304 that said they still stood.';
COMMENT ON COLUMN feed_breaks.to_at IS 'First time that it was read again; for a feed that is still not readable, the last poll.';
COMMENT ON COLUMN feed_breaks.reason IS 'no_overlap: the readings before and after share no entry, so others may have come and gone. not_readable: for a day at least, and three times the usual interval, it could not be read or was not asked; where the readings share an entry, probably little was lost.';
COMMENT ON COLUMN feed_breaks.before_capture_id IS 'Capture that was read before (captures).';
COMMENT ON COLUMN feed_breaks.after_capture_id IS 'Capture that was read after (captures); empty while the feed is not readable.';
COMMENT ON COLUMN feed_breaks.run_id IS 'Run that polled the feed at the end of the stretch (runs).';
COMMENT ON COLUMN feed_breaks.usual_interval_h IS 'Usual time between two readings, in hours: the median over the 30 before and the 30 after; empty where it was read once.';
