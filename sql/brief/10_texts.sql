-- Grain: one row per current text that belongs to the days $first to $last.
-- Answers: which texts is a brief about?
-- A text belongs to the days in which it was published, and to those in which a daily run first read it: so what a run
-- finds of the evening before is in its brief, and a day of long ago has one too.
CREATE TABLE brief_texts AS
WITH learnt AS (
    SELECT run_id FROM live.runs WHERE kind = 'daily' AND CAST(started_at AS DATE) BETWEEN $first AND $last
)
SELECT
    revisions.revision_id,
    revisions.article_id,
    articles.story_id,
    revisions.run_id IN (FROM learnt) AND revisions.revision_no > 1 AS is_corrected
FROM live.revisions
JOIN live.articles USING (article_id)
WHERE revisions.is_current
  AND (revisions.published_at >= $first AND revisions.published_at < $last + INTERVAL 1 DAY
       OR revisions.run_id IN (FROM learnt));

-- All texts of their stories: a story speaks by its first article, whenever that was published.
CREATE TABLE brief_revisions AS
SELECT revision_id, article_id
FROM live.revisions
SEMI JOIN (
    SELECT article_id FROM live.articles SEMI JOIN brief_texts USING (story_id)
) AS told USING (article_id);
