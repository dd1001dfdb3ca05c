-- Grain: one row per feed and day of publication (UTC), from the day the feed was first read to that of its last poll,
-- days without any article too, and days outside on which articles that it named were published.
-- Answers: is what the feed published that day here, compared with other weeks, and which command would fill it?
CREATE VIEW coverage AS
WITH named AS (
    SELECT feed_id, article_id, min(published_at) AS published_at, min(seen_at) AS seen_at
    FROM entries
    WHERE article_id IS NOT NULL
    GROUP BY feed_id, article_id
),
counted AS (
    SELECT
        named.feed_id,
        CAST(coalesce(revisions.published_at, named.published_at, named.seen_at) AS DATE) AS published_date,
        count(*) AS article_count,
        count(revisions.article_id) AS read_count
    FROM named
    LEFT JOIN revisions ON revisions.article_id = named.article_id AND revisions.is_current
    GROUP BY ALL
),
spans AS (
    SELECT
        feed_id,
        CAST(min(started_at) FILTER (is_read) AS DATE) AS first_date,
        CAST(max(started_at) FILTER (is_read) AS DATE) AS last_date,
        CAST(max(started_at) AS DATE) AS polled_date
    FROM (
        SELECT feed_id, started_at, outcome = 'not_modified' OR coalesce(captures.entry_count, 0) > 0 AS is_read
        FROM fetches
        LEFT JOIN captures USING (capture_id)
        WHERE purpose = 'feed')
    GROUP BY feed_id
),
dates AS (
    SELECT feed_id, CAST(unnest(generate_series(first_date, polled_date, INTERVAL 1 DAY)) AS DATE) AS published_date
    FROM spans
    UNION
    SELECT feed_id, published_date FROM counted
),
broken AS (
    SELECT feed_id, published_date, bool_or(reason = 'no_overlap') AS is_without_overlap
    FROM (
        SELECT
            feed_id,
            reason,
            CAST(unnest(generate_series(
                CAST(from_at AS DATE), CAST(to_at AS DATE), INTERVAL 1 DAY)) AS DATE) AS published_date
        FROM feed_breaks)
    GROUP BY feed_id, published_date
),
days AS (
    SELECT
        dates.feed_id,
        dates.published_date,
        coalesce(article_count, 0) AS article_count,
        coalesce(read_count, 0) AS read_count,
        is_without_overlap,
        -- Only a day that was over when the feed was read, and began after it had been read, can be judged.
        coalesce(dates.published_date > first_date AND dates.published_date < last_date, false) AS is_whole,
        CASE WHEN is_whole AND is_without_overlap IS NULL THEN coalesce(article_count, 0) END AS sound_count
    FROM dates
    LEFT JOIN counted USING (feed_id, published_date)
    LEFT JOIN broken USING (feed_id, published_date)
    LEFT JOIN spans USING (feed_id)
),
expected AS (
    SELECT
        * EXCLUDE (sound_count),
        coalesce(
            CASE WHEN count(sound_count) OVER near >= 3 THEN median(sound_count) OVER near END,
            CASE WHEN count(sound_count) OVER same_weekday >= 3 THEN median(sound_count) OVER same_weekday END,
            median(nullif(article_count, 0)) OVER (PARTITION BY feed_id)) AS expected_count
    FROM days
    WINDOW
        near AS (
            PARTITION BY feed_id, dayofweek(published_date) ORDER BY published_date
            ROWS BETWEEN 4 PRECEDING AND 4 FOLLOWING EXCLUDE CURRENT ROW),
        same_weekday AS (PARTITION BY feed_id, dayofweek(published_date))
),
judged AS (
    SELECT
        *,
        CASE
            WHEN is_without_overlap IS NOT NULL
                AND coalesce(article_count < expected_count * CASE WHEN is_without_overlap THEN 1 ELSE 0.5 END, true)
                THEN 'gap'
            WHEN NOT is_whole THEN 'open'
            WHEN article_count = 0 AND coalesce(expected_count >= 1, true) THEN 'empty'
            WHEN article_count < 0.5 * expected_count THEN 'thin'
            ELSE 'complete'
        END AS state
    FROM expected
)
SELECT
    feed_id,
    published_date,
    article_count,
    read_count,
    article_count - read_count AS unread_count,
    expected_count,
    article_count / nullif(expected_count, 0) AS share,
    state,
    CASE WHEN state IN ('thin', 'empty', 'gap')
        THEN 'marsad backfill wayback --feed ' || feed_id || ' --from ' || published_date || ' --to ' || published_date
    END AS command
FROM judged;
COMMENT ON COLUMN coverage.published_date IS 'Day of publication, UTC: of the current text, else of the feed''s entry, else the day it was first seen.';
COMMENT ON COLUMN coverage.article_count IS 'Articles of that day that the feed named, in any capture.';
COMMENT ON COLUMN coverage.read_count IS 'Those among them whose text is here.';
COMMENT ON COLUMN coverage.unread_count IS 'Those among them whose text is missing.';
COMMENT ON COLUMN coverage.expected_count IS 'What the feed usually has on that weekday: the median over the four weeks before and the four after, days in breaks (feed_breaks) left out; with less than three such days, over that weekday at all times, and then over all days that have any article.';
COMMENT ON COLUMN coverage.share IS 'article_count divided by expected_count; empty where nothing is expected.';
COMMENT ON COLUMN coverage.state IS 'complete (half of the expected or more; also a day without articles where none are usual), thin (less), empty (none, though some are usual), gap (less than expected, and the feed was not followed: feed_breaks; where its readings share an entry, less than half), open (not judged: the day was not over when the feed was last read, or had begun before it was first read).';
COMMENT ON COLUMN coverage.command IS 'What would look for more of that day; empty where nothing seems to be missing.';
