-- Grain: one row per day of publication (UTC) and tag; tag 'any' counts all articles of the day.
-- Answers: how many stories a day carry which tag, out of how many, and how many articles told them?
-- story_count is the one to count by: a story counts once, on the day of its first article with the tag, whereas
-- article_count counts its copies in other outlets too, each on its own day.
CREATE VIEW daily_counts AS
WITH told AS (
    SELECT revisions.article_id, articles.story_id, revisions.published_at, 'any' AS tag
    FROM revisions
    JOIN articles USING (article_id)
    WHERE revisions.is_current
    UNION ALL
    SELECT DISTINCT revisions.article_id, articles.story_id, revisions.published_at, tags.tag
    FROM revisions
    JOIN articles USING (article_id)
    JOIN tags USING (revision_id)
    WHERE revisions.is_current
),
first_told AS (
    SELECT tag, arg_min(article_id, (published_at, article_id)) AS article_id FROM told GROUP BY tag, story_id
)
SELECT
    CAST(told.published_at AS DATE) AS published_date,
    told.tag,
    count(first_told.article_id) AS story_count,
    count(*) AS article_count
FROM told
LEFT JOIN first_told ON first_told.article_id = told.article_id AND first_told.tag = told.tag
GROUP BY published_date, told.tag;
COMMENT ON COLUMN daily_counts.published_date IS 'Day of publication, UTC.';
COMMENT ON COLUMN daily_counts.tag IS 'conflict, evacuation, displacement, or any for all articles.';
COMMENT ON COLUMN daily_counts.story_count IS 'Number of stories that were first told so on this day; copies count nothing.';
COMMENT ON COLUMN daily_counts.article_count IS 'Number of articles, copies among them.';
