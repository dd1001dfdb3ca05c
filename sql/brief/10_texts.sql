-- Grain: one row per current text that belongs to the days $first to $last.
-- Answers: which texts is a brief about?
-- A text belongs to the days in which it was published, and to those in which a daily run first read it: so what a run
-- finds of the evening before is in its brief, and a day of long ago has one too.
CREATE TEMP TABLE brief_texts AS
WITH learnt AS (
    SELECT run_id FROM runs WHERE kind = 'daily' AND CAST(started_at AS DATE) BETWEEN $first AND $last
)
SELECT
    revisions.revision_id,
    revisions.article_id,
    articles.story_id,
    revisions.run_id IN (FROM learnt) AND revisions.revision_no > 1 AS is_corrected
FROM revisions
JOIN articles USING (article_id)
WHERE revisions.is_current
  AND (revisions.published_at >= $first AND revisions.published_at < $last + INTERVAL 1 DAY
       OR revisions.run_id IN (FROM learnt));
