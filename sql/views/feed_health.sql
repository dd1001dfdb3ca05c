-- Grain: one row per feed that the last run polled.
-- Answers: does the feed answer, when did it last change, is it stale?
CREATE VIEW feed_health AS
WITH polls AS (
    SELECT
        feed_id,
        arg_max(outcome, fetch_id) AS last_outcome,
        arg_max(error, fetch_id) AS last_error,
        max(started_at) AS last_polled_at,
        max(started_at) FILTER (outcome IN ('ok', 'not_modified')) AS last_answer_at
    FROM fetches
    WHERE purpose = 'feed' AND origin IS NULL
    GROUP BY feed_id
),
newest AS (
    SELECT
        entries.feed_id,
        count(*) AS entry_count,
        count(DISTINCT entries.article_id) AS article_count,
        max(coalesce(revisions.published_at, entries.published_at)) AS newest_published_at
    FROM entries
    LEFT JOIN revisions ON revisions.article_id = entries.article_id AND revisions.is_current
    GROUP BY entries.feed_id
)
SELECT
    feeds.feed_id,
    feeds.title,
    CASE
        WHEN polls.last_outcome IS NULL THEN 'never_polled'
        WHEN polls.last_outcome NOT IN ('ok', 'not_modified') THEN polls.last_outcome
        WHEN newest.newest_published_at IS NULL THEN 'empty'
        WHEN date_diff('day', newest.newest_published_at, polls.last_polled_at) > feeds.stale_after_days THEN 'stale'
        ELSE 'alive'
    END AS health,
    polls.last_polled_at,
    polls.last_answer_at,
    newest.newest_published_at,
    coalesce(newest.entry_count, 0) AS entry_count,
    coalesce(newest.article_count, 0) AS article_count,
    feeds.stale_after_days,
    polls.last_error,
    feeds.url
FROM feeds
LEFT JOIN polls USING (feed_id)
LEFT JOIN newest USING (feed_id)
WHERE feeds.is_polled;
COMMENT ON COLUMN feed_health.title IS 'Name for people.';
COMMENT ON COLUMN feed_health.health IS 'alive, stale, empty, never_polled, or the word of the last poll''s failure.';
COMMENT ON COLUMN feed_health.last_polled_at IS 'When the feed was last polled.';
COMMENT ON COLUMN feed_health.last_answer_at IS 'When the feed last answered.';
COMMENT ON COLUMN feed_health.newest_published_at IS 'Publication time of the newest article that the feed named.';
COMMENT ON COLUMN feed_health.entry_count IS 'Entries of the feed, over all polls.';
COMMENT ON COLUMN feed_health.article_count IS 'Distinct articles that the feed named.';
COMMENT ON COLUMN feed_health.last_error IS 'Sentence of the last poll''s failure.';
COMMENT ON COLUMN feed_health.url IS 'Address that is polled.';
