-- Grain: one row per report of a brief that speaks for its story, the weightiest first.
-- Answers: what is new?
-- Weight: people moved, and each person killed as ten; then the score, then the newest.
CREATE TABLE brief_reports AS
WITH moved AS (
    SELECT revision_id, max(people_high) AS people FROM evacuation_reports GROUP BY revision_id
),
tolls AS (
    SELECT
        revision_id,
        any_value(struct_pack(low := low, high := high, qualifier := qualifier)) FILTER (kind = 'killed') AS killed,
        any_value(struct_pack(low := low, high := high, qualifier := qualifier)) FILTER (kind = 'wounded') AS wounded,
        any_value(struct_pack(low := low, high := high, qualifier := qualifier)) FILTER (kind = 'missing') AS missing,
        any_value(struct_pack(low := low, high := high, qualifier := qualifier)) FILTER (kind = 'captured') AS captured
    FROM casualty_reports
    GROUP BY revision_id
)
SELECT
    reports.article_id,
    reports.revision_id,
    reports.story_id,
    reports.published_at,
    reports.title,
    reports.tags,
    reports.subtypes,
    reports.url,
    tolls.killed,
    tolls.wounded,
    tolls.missing,
    tolls.captured,
    brief_texts.is_corrected,
    row_number() OVER (ORDER BY
        greatest(coalesce(moved.people, 0), 10 * coalesce(tolls.killed.high, 0)) DESC,
        reports.score DESC, reports.published_at DESC, reports.article_id) AS rank
FROM reports
JOIN brief_texts USING (revision_id)
LEFT JOIN moved USING (revision_id)
LEFT JOIN tolls USING (revision_id)
WHERE reports.is_story_lead;
