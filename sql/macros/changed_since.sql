-- Grain: one row per report that is not as it was in the snapshot which was live at that moment (UTC).
-- Answers: what is new, changed or gone since then, all publications taken together?
-- SELECT * FROM changed_since(now()::TIMESTAMP - INTERVAL 1 DAY)
--
-- moment TIMESTAMP: With what was live at this time (UTC) the present reports are compared.
-- published_at: Best known time of publication; as known then for what was withdrawn.
-- title: Title now; of what was withdrawn, the last one.
-- old_title: Title then; empty for what was added.
-- new_title: Title now; empty for what was withdrawn.
-- old_subtypes: Subtypes then.
-- new_subtypes: Subtypes now.
-- old_movements: Movements then, as in report_history.
-- new_movements: Movements now.
-- url: Address to open it at.
-- Other columns as in changes.
CREATE MACRO changed_since(moment) AS TABLE
WITH before AS (FROM reports_as_of(moment)),
after AS (FROM report_history WHERE until_publication IS NULL)
SELECT
    CASE WHEN before.article_id IS NULL THEN 'added' WHEN after.article_id IS NULL THEN 'withdrawn' ELSE 'changed' END
        AS change,
    coalesce(after.published_at, before.published_at) AS published_at,
    coalesce(after.title, before.title) AS title,
    before.title AS old_title,
    after.title AS new_title,
    before.subtypes AS old_subtypes,
    after.subtypes AS new_subtypes,
    before.movements AS old_movements,
    after.movements AS new_movements,
    coalesce(after.url, before.url) AS url,
    article_id
FROM before
FULL JOIN after USING (article_id)
WHERE before.from_publication IS DISTINCT FROM after.from_publication;
