-- Grain: one row per article of a story of the brief that has several articles, or whose text was corrected.
-- Answers: who told it first, who copied it, and what was corrected?
WITH shown AS (
    SELECT brief_reports.story_id, min(brief_reports.rank) AS rank
    FROM brief_reports
    JOIN stories USING (story_id)
    GROUP BY brief_reports.story_id
    HAVING any_value(stories.article_count) > 1 OR bool_or(brief_reports.is_corrected)
    ORDER BY rank
    LIMIT $most
),
before AS (
    SELECT
        brief_texts.article_id,
        arg_max(struct_pack(title := revisions.title, body := revisions.body), revisions.revision_no) AS was
    FROM brief_texts
    JOIN revisions USING (article_id)
    WHERE brief_texts.is_corrected AND NOT revisions.is_current
    GROUP BY brief_texts.article_id
)
SELECT
    shown.story_id,
    articles.article_id,
    articles.url,
    articles.revision_count,
    revisions.title,
    revisions.body,
    revisions.published_at,
    revisions.first_fetched_at AS corrected_at,
    before.was.title AS old_title,
    before.was.body AS old_body,
    stories.article_count
FROM shown
JOIN stories USING (story_id)
JOIN articles USING (story_id)
JOIN revisions ON revisions.article_id = articles.article_id AND revisions.is_current
LEFT JOIN before ON before.article_id = articles.article_id
ORDER BY shown.rank, revisions.published_at, articles.article_id
