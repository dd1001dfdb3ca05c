-- Grain: one row per day of publication (UTC) and tag; tag 'any' counts all articles of the day.
-- Answers: how many articles a day carry which tag, out of how many?
CREATE VIEW daily_counts AS
WITH days AS (
    SELECT article_id, revision_id, CAST(published_at AS DATE) AS published_date
    FROM revisions
    WHERE is_current
)
SELECT published_date, 'any' AS tag, count(*) AS article_count FROM days GROUP BY published_date
UNION ALL
SELECT published_date, tags.tag, count(DISTINCT article_id) AS article_count
FROM days
JOIN tags USING (revision_id)
GROUP BY published_date, tags.tag;
COMMENT ON COLUMN daily_counts.published_date IS 'Day of publication, UTC.';
COMMENT ON COLUMN daily_counts.tag IS 'conflict, evacuation, displacement, or any for all articles.';
COMMENT ON COLUMN daily_counts.article_count IS 'Number of articles.';
