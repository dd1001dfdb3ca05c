-- Grain: one row per feed that the last run polled.
-- Answers: is the feed followed, and has it been silent for longer than it usually is?
-- Both are held against the feed's own past: how often it was read, and how long its articles were apart.
CREATE VIEW feed_freshness AS
WITH polls AS (
    SELECT feed_id, started_at, outcome IN ('ok', 'not_modified') AS is_read
    FROM fetches
    WHERE purpose = 'feed' AND origin IS NULL
),
last_answers AS (
    SELECT feed_id, max(started_at) AS last_polled_at, max(started_at) FILTER (is_read) AS last_read_at
    FROM polls
    GROUP BY feed_id
),
read_apart AS (
    SELECT
        feed_id,
        date_diff('second', lag(started_at) OVER in_order, started_at) / 3600 AS apart_h,
        row_number() OVER (PARTITION BY feed_id ORDER BY started_at DESC) AS from_last
    FROM polls
    WHERE is_read
    WINDOW in_order AS (PARTITION BY feed_id ORDER BY started_at)
),
-- Nine of ten pauses were no longer. Some trials by hand are no rhythm yet: before there are seven pauses, it is a day.
read_usually AS (
    SELECT
        feed_id,
        greatest(quantile_disc(apart_h, 0.9), CASE WHEN count(apart_h) < 7 THEN 24 ELSE 0 END) AS usual_read_h
    FROM read_apart
    WHERE from_last <= 30
    GROUP BY feed_id
),
-- No article is newer than the poll that found it, whatever its stamp says.
articles_named AS (
    SELECT
        entries.feed_id,
        entries.article_id,
        least(
            min(entries.seen_at),
            coalesce(min(revisions.published_at), min(entries.published_at), min(entries.seen_at))) AS published_at
    FROM entries
    LEFT JOIN revisions ON revisions.article_id = entries.article_id AND revisions.is_current
    WHERE entries.article_id IS NOT NULL
    GROUP BY entries.feed_id, entries.article_id
),
newest AS (
    SELECT feed_id, max(published_at) AS newest_published_at FROM articles_named GROUP BY feed_id
),
silences AS (
    SELECT
        feed_id,
        lag(published_at) OVER in_order AS from_at,
        published_at AS to_at,
        date_diff('second', lag(published_at) OVER in_order, published_at) / 3600 AS silence_h
    FROM articles_named
    JOIN newest USING (feed_id)
    WHERE published_at >= newest_published_at - INTERVAL 90 DAY
    WINDOW in_order AS (PARTITION BY feed_id ORDER BY published_at)
),
-- Under a name that the function has no table of.
last_polled AS (SELECT max(last_polled_at) AS last_polled_at FROM last_answers),
breaks AS MATERIALIZED (
    SELECT feed_id, from_at, to_at
    FROM feed_breaks_since((SELECT max(last_polled_at) - INTERVAL 120 DAY FROM last_polled))
),
-- While we were not looking, it was not the feed that was silent.
sound AS (
    SELECT silences.*
    FROM silences
    ANTI JOIN breaks
      ON breaks.feed_id = silences.feed_id AND breaks.from_at < silences.to_at AND breaks.to_at > silences.from_at
    WHERE silence_h > 0
),
-- The longest silence that is usual: all longer ones together fill less than a twentieth of the time.
weighed AS (
    SELECT
        feed_id,
        silence_h,
        sum(silence_h) OVER (PARTITION BY feed_id ORDER BY silence_h) AS so_far_h,
        sum(silence_h) OVER (PARTITION BY feed_id) AS all_h,
        count(*) OVER (PARTITION BY feed_id) AS silence_count
    FROM sound
),
silent_usually AS (
    SELECT feed_id, min(silence_h) AS usual_silence_h
    FROM weighed
    WHERE so_far_h >= 0.95 * all_h AND all_h >= 7 * 24 AND silence_count >= 10
    GROUP BY feed_id
),
told AS (
    SELECT
        feeds.feed_id,
        feeds.stale_after_days,
        last_polled_at,
        last_read_at,
        usual_read_h,
        date_diff('second', last_read_at, last_polled_at) / 3600 AS unread_h,
        newest_published_at,
        usual_silence_h,
        date_diff('second', newest_published_at, last_read_at) / 3600 AS silence_h,
        least(
            CASE WHEN usual_silence_h IS NOT NULL THEN greatest(2 * usual_silence_h, 12) END,
            feeds.stale_after_days * 24) AS late_after_h
    FROM feeds
    LEFT JOIN last_answers USING (feed_id)
    LEFT JOIN read_usually USING (feed_id)
    LEFT JOIN newest USING (feed_id)
    LEFT JOIN silent_usually USING (feed_id)
    WHERE feeds.is_polled
)
SELECT
    feed_id,
    CASE
        WHEN last_read_at IS NULL THEN 'never_read'
        WHEN unread_h > usual_read_h + greatest(2, usual_read_h / 4) THEN 'not_read'
        WHEN newest_published_at IS NULL THEN 'empty'
        WHEN silence_h > late_after_h THEN 'late'
        ELSE 'fresh'
    END AS state,
    last_polled_at,
    last_read_at,
    usual_read_h,
    unread_h,
    newest_published_at,
    usual_silence_h,
    silence_h,
    late_after_h
FROM told;
COMMENT ON COLUMN feed_freshness.state IS 'fresh, late (its newest article was older, when it was last read, than the feed is usually silent), not_read (polled, without an answer for longer than it usually goes unread), empty (read, and it never named an article), never_read.';
COMMENT ON COLUMN feed_freshness.last_polled_at IS 'When the feed was last polled.';
COMMENT ON COLUMN feed_freshness.last_read_at IS 'When it last answered.';
COMMENT ON COLUMN feed_freshness.usual_read_h IS 'Usual time between two readings, in hours: nine of ten of the last 30 were no longer; a day at least while there are less than seven.';
COMMENT ON COLUMN feed_freshness.unread_h IS 'Hours from the last answer to the last poll: 0 where that one answered.';
COMMENT ON COLUMN feed_freshness.newest_published_at IS 'Publication time of the newest article that the feed named; not later than the poll that found it.';
COMMENT ON COLUMN feed_freshness.usual_silence_h IS 'Longest usual time between two articles, in hours: longer ones fill less than a twentieth of the 90 days before the newest; stretches in which the feed was not followed (feed_breaks) do not count. Empty below ten articles or a week.';
COMMENT ON COLUMN feed_freshness.silence_h IS 'Age of the newest article when the feed was last read, in hours.';
COMMENT ON COLUMN feed_freshness.late_after_h IS 'From how many hours on a silence counts as late: twice the usual one, 12 at least, and never more than stale_after_days of the feeds file.';
