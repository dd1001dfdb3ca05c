-- Grain: one row per evacuation subtype and trigger of the current text of an article.
-- Answers: which movements out of danger were reported, of which kind and why, and which words say so?
CREATE VIEW evacuation_reports AS
SELECT
    revisions.published_at,
    tags.subtype,
    tags.trigger,
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
WHERE tags.tag = 'evacuation' AND revisions.is_current
GROUP BY ALL;
COMMENT ON COLUMN evacuation_reports.evidence IS 'The words that prove it, as published, in the order of the text.';
