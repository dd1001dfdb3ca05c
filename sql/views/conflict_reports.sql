-- Grain: one row per conflict subtype of the current text of an article.
-- Answers: what fighting was reported, of which kind, and which words say so?
CREATE VIEW conflict_reports AS
SELECT
    revisions.published_at,
    tags.subtype,
    revisions.title,
    list(mentions.text ORDER BY mentions.field, mentions.start_char) FILTER (mentions.text IS NOT NULL) AS evidence,
    tags.score,
    revisions.dateline_place,
    revisions.dateline_date,
    articles.url,
    revisions.article_id,
    revisions.revision_id
FROM tags
JOIN revisions USING (revision_id)
JOIN articles USING (article_id)
LEFT JOIN mentions USING (tag_id)
WHERE tags.tag = 'conflict' AND revisions.is_current
GROUP BY ALL;
COMMENT ON COLUMN conflict_reports.evidence IS 'The words that prove it, as published, in the order of the text.';
