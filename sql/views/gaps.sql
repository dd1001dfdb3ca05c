-- Grain: one row per stretch between two readings of a feed in which entries may have passed unseen.
-- Answers: when was a feed not followed, how much was probably missed, and which command would fill it?
CREATE VIEW gaps AS
WITH breaks AS MATERIALIZED (FROM feed_breaks),
days AS (
    SELECT
        feed_id,
        from_at,
        to_at,
        CAST(unnest(generate_series(
            CAST(from_at AS DATE), CAST(to_at AS DATE), INTERVAL 1 DAY)) AS DATE) AS published_date
    FROM breaks
),
-- Of each day that share which lies in the stretch, and no more than what the day lacks.
missed AS (
    SELECT
        feed_id,
        from_at,
        round(sum(greatest(0, least(
            expected_count - article_count,
            expected_count / 86400 * date_diff('second',
                greatest(from_at, CAST(published_date AS TIMESTAMP)),
                least(to_at, CAST(published_date AS TIMESTAMP) + INTERVAL 1 DAY)))))) AS article_count
    FROM days
    JOIN coverage USING (feed_id, published_date)
    GROUP BY feed_id, from_at
)
SELECT
    breaks.feed_id,
    breaks.from_at,
    breaks.to_at,
    breaks.reason,
    CAST(missed.article_count AS INTEGER) AS estimated_missed,
    breaks.before_capture_id,
    breaks.after_capture_id,
    breaks.usual_interval_h,
    breaks.run_id,
    'marsad backfill wayback --feed ' || breaks.feed_id || ' --from ' || CAST(breaks.from_at AS DATE)
        || ' --to ' || CAST(breaks.to_at AS DATE) AS command
FROM breaks
LEFT JOIN missed USING (feed_id, from_at);
COMMENT ON COLUMN gaps.estimated_missed IS 'Articles that probably passed unseen: what coverage lacks of the expected, for the part of each day that lies in the stretch.';
COMMENT ON COLUMN gaps.command IS 'What would look for captures of the feed in the stretch; when it finds enough, the gap is gone.';
COMMENT ON COLUMN gaps.from_at IS 'Last time that the feed was read before: a capture with entries, or a 304 that said they still stood.';
COMMENT ON COLUMN gaps.to_at IS 'First time that it was read again; for a feed that is still not readable, the last poll.';
COMMENT ON COLUMN gaps.reason IS 'no_overlap: the readings before and after share no entry, so others may have come and gone. not_readable: for a day at least, and three times the usual interval, it could not be read or was not asked; where the readings share an entry, probably little was lost.';
COMMENT ON COLUMN gaps.before_capture_id IS 'Capture that was read before (captures).';
COMMENT ON COLUMN gaps.after_capture_id IS 'Capture that was read after (captures); empty while the feed is not readable.';
COMMENT ON COLUMN gaps.run_id IS 'Run that polled the feed at the end of the stretch (runs).';
COMMENT ON COLUMN gaps.usual_interval_h IS 'Usual time between two readings, in hours: the median over the 30 before and the 30 after; empty where it was read once.';
