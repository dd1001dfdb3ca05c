-- Grain: one row per stretch between two readings of a feed since a time in which entries may have passed unseen.
-- Answers: between which of the latest polls was a feed not followed? As feed_breaks, without reading all that is older.
-- SELECT * FROM feed_breaks_since(now()::TIMESTAMP - INTERVAL 30 DAY)
--
-- since TIMESTAMP: Polls from this time (UTC) on are read; a stretch that began before it is not seen.
-- Other columns as in feed_breaks.
CREATE MACRO feed_breaks_since(since) AS TABLE
WITH polls AS (
    SELECT
        fetches.feed_id,
        fetches.started_at AS polled_at,
        fetches.fetch_id,
        fetches.run_id,
        fetches.outcome,
        captures.capture_id,
        captures.entry_count
    FROM fetches
    LEFT JOIN captures ON captures.capture_id = fetches.capture_id AND captures.read_as = 'feed'
    WHERE fetches.purpose = 'feed' AND fetches.started_at >= since
),
-- An answer 304 says that the feed still held what it held before.
answers AS (
    SELECT
        feed_id,
        polled_at,
        fetch_id,
        run_id,
        last_value(capture_id IGNORE NULLS) OVER so_far AS capture_id,
        last_value(entry_count IGNORE NULLS) OVER so_far AS entry_count
    FROM polls
    WHERE outcome IN ('ok', 'not_modified')
    WINDOW so_far AS (
        PARTITION BY feed_id ORDER BY polled_at, fetch_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
-- A feed without entries is as good as none: what passed meanwhile was not seen.
readings AS (
    SELECT
        feed_id,
        polled_at,
        fetch_id,
        run_id,
        capture_id,
        lag(polled_at) OVER in_order AS from_at,
        lag(capture_id) OVER in_order AS before_capture_id
    FROM answers
    WHERE entry_count > 0
    WINDOW in_order AS (PARTITION BY feed_id ORDER BY polled_at, fetch_id)
),
-- The rhythm is that of the time: one feed was kept by others once a month, and is polled every hour now.
paced AS MATERIALIZED (
    SELECT
        * EXCLUDE (fetch_id),
        quantile_disc(date_diff('second', from_at, polled_at), 0.5) OVER (
            PARTITION BY feed_id ORDER BY polled_at, fetch_id ROWS BETWEEN 30 PRECEDING AND 30 FOLLOWING) AS usual_s
    FROM readings
),
contents AS MATERIALIZED (
    SELECT capture_id, row_number() OVER (ORDER BY feed_id, min(polled_at)) AS content_no
    FROM paced
    GROUP BY feed_id, capture_id
),
-- Each entry once for the content it stands in and once for the next one: equal numbers mean that it was still there.
-- One join by numbers, because an article stands in so many captures that they must not meet each other.
held AS MATERIALIZED (
    SELECT
        capture_id,
        hash(content_no, coalesce(article_id, guid, entries.title)) AS here,
        hash(content_no + 1, coalesce(article_id, guid, entries.title)) AS still_here
    FROM entries
    JOIN contents USING (capture_id)
    WHERE entries.seen_at >= since
),
followed AS (
    SELECT DISTINCT capture_id FROM held WHERE here IN (SELECT still_here FROM held)
),
closed AS (
    SELECT
        feed_id,
        from_at,
        polled_at AS to_at,
        before_capture_id,
        capture_id AS after_capture_id,
        run_id,
        capture_id <> before_capture_id AND capture_id NOT IN (FROM followed) AS is_without_overlap,
        usual_s
    FROM paced
    WHERE from_at IS NOT NULL
),
last_polls AS (
    SELECT feed_id, max(polled_at) AS polled_at, arg_max(run_id, (polled_at, fetch_id)) AS run_id
    FROM polls
    GROUP BY feed_id
),
last_readings AS (
    SELECT
        feed_id,
        max(polled_at) AS read_at,
        arg_max(capture_id, polled_at) AS capture_id,
        arg_max(usual_s, polled_at) AS usual_s
    FROM paced
    GROUP BY feed_id
),
open AS (
    SELECT
        feed_id,
        read_at AS from_at,
        last_polls.polled_at AS to_at,
        capture_id AS before_capture_id,
        NULL AS after_capture_id,
        last_polls.run_id,
        false AS is_without_overlap,
        usual_s
    FROM last_readings
    JOIN last_polls USING (feed_id)
),
stretches AS (FROM closed UNION ALL BY NAME FROM open)
SELECT
    feed_id,
    from_at,
    to_at,
    CASE WHEN is_without_overlap THEN 'no_overlap' ELSE 'not_readable' END AS reason,
    before_capture_id,
    after_capture_id,
    run_id,
    usual_s / 3600 AS usual_interval_h
FROM stretches
WHERE is_without_overlap
   OR date_diff('second', from_at, to_at) >= greatest(3 * coalesce(usual_s, 0), 86400);
