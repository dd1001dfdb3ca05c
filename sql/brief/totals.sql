-- Grain: one row.
-- Answers: how many stories of which tag, out of how many texts; and where would one look when there are none?
WITH told AS (
    SELECT CAST(published_at AS DATE) AS published_date
    FROM live.revisions
    SEMI JOIN live.tags USING (revision_id)
    WHERE is_current
),
changed AS (
    SELECT article_id, change, kind FROM live.changes WHERE CAST(built_at AS DATE) BETWEEN $first AND $last
)
SELECT
    (SELECT count(*) FROM brief_reports) AS reports,
    (SELECT count(*) FROM brief_reports WHERE list_contains(tags, 'evacuation')) AS evacuation,
    (SELECT count(*) FROM brief_reports WHERE list_contains(tags, 'conflict')) AS conflict,
    (SELECT count(*) FROM brief_reports WHERE list_contains(tags, 'displacement')) AS displacement,
    (SELECT count(*) FROM brief_reports WHERE is_corrected) AS corrected,
    (SELECT count(*) FROM brief_texts) AS texts,
    (SELECT count(*) FROM brief_texts SEMI JOIN tags USING (revision_id)) AS tagged,
    (SELECT count(*) FROM live.revisions WHERE is_current) AS all_texts,
    (SELECT max(published_date) FROM told WHERE published_date < $first) AS day_before,
    (SELECT min(published_date) FROM told WHERE published_date > $last) AS day_after,
    (SELECT count(DISTINCT article_id) FROM changed WHERE change = 'withdrawn') AS withdrawn,
    (SELECT count(DISTINCT article_id) FROM changed WHERE kind = 'rebuild') AS reread
