-- Grain: one row.
-- Answers: how many stories of which tag, out of how many texts; and where would one look when there are none?
SELECT
    (SELECT count(*) FROM brief_reports) AS reports,
    (SELECT count(*) FROM brief_reports WHERE list_contains(tags, 'evacuation')) AS evacuation,
    (SELECT count(*) FROM brief_reports WHERE list_contains(tags, 'conflict')) AS conflict,
    (SELECT count(*) FROM brief_reports WHERE list_contains(tags, 'displacement')) AS displacement,
    (SELECT count(*) FROM brief_reports WHERE is_corrected) AS corrected,
    (SELECT count(*) FROM brief_texts) AS texts,
    (SELECT count(*) FROM brief_texts SEMI JOIN tags USING (revision_id)) AS tagged,
    (SELECT count(*) FROM revisions WHERE is_current) AS all_texts,
    (SELECT CAST(max(published_at) AS DATE) FROM reports WHERE published_at < $first) AS day_before,
    (SELECT CAST(min(published_at) AS DATE) FROM reports WHERE published_at >= $last + INTERVAL 1 DAY) AS day_after,
    (SELECT count(DISTINCT article_id) FROM changes
     WHERE change = 'withdrawn' AND CAST(built_at AS DATE) BETWEEN $first AND $last) AS withdrawn,
    (SELECT count(DISTINCT article_id) FROM changes
     WHERE kind = 'rebuild' AND CAST(built_at AS DATE) BETWEEN $first AND $last) AS reread
