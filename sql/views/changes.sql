-- Grain: one row per publication and report that it added, changed or withdrew.
-- Answers: what did a run or rebuild change in what is reported, and what was said before?
CREATE VIEW changes AS
WITH opened AS (SELECT *, from_publication AS publication_no FROM report_history),
closed AS (SELECT *, until_publication AS publication_no FROM report_history WHERE until_publication IS NOT NULL),
met AS (
    SELECT
        publication_no,
        article_id,
        CASE WHEN closed.article_id IS NULL THEN 'added' WHEN opened.article_id IS NULL THEN 'withdrawn' ELSE 'changed' END
            AS change,
        closed.revision_id AS old_revision_id,
        opened.revision_id AS new_revision_id,
        coalesce(opened.title, closed.title) AS title,
        closed.title AS old_title,
        opened.title AS new_title,
        closed.tags AS old_tags,
        opened.tags AS new_tags,
        closed.subtypes AS old_subtypes,
        opened.subtypes AS new_subtypes,
        closed.score AS old_score,
        opened.score AS new_score,
        closed.movements AS old_movements,
        opened.movements AS new_movements,
        coalesce(opened.url, closed.url) AS url
    FROM opened
    FULL JOIN closed USING (publication_no, article_id)
)
SELECT
    met.publication_no,
    publications.built_at,
    publications.kind,
    publications.run_ids,
    met.* EXCLUDE (publication_no)
FROM met
JOIN publications USING (publication_no);
COMMENT ON COLUMN changes.publication_no IS 'Publication that changed it (publications).';
COMMENT ON COLUMN changes.built_at IS 'Time of the publication.';
COMMENT ON COLUMN changes.kind IS 'daily, backfill or rebuild.';
COMMENT ON COLUMN changes.run_ids IS 'Runs that the publication brought; empty for a rebuild.';
COMMENT ON COLUMN changes.change IS 'added, changed or withdrawn.';
COMMENT ON COLUMN changes.old_revision_id IS 'Text before; empty where it was added.';
COMMENT ON COLUMN changes.new_revision_id IS 'Text since; the same where other rules read it. Empty where it was withdrawn.';
COMMENT ON COLUMN changes.title IS 'Title since; of what was withdrawn, the last one.';
COMMENT ON COLUMN changes.old_title IS 'Title before.';
COMMENT ON COLUMN changes.new_title IS 'Title since.';
COMMENT ON COLUMN changes.old_tags IS 'Tags before.';
COMMENT ON COLUMN changes.new_tags IS 'Tags since.';
COMMENT ON COLUMN changes.old_subtypes IS 'Subtypes before.';
COMMENT ON COLUMN changes.new_subtypes IS 'Subtypes since.';
COMMENT ON COLUMN changes.old_score IS 'Score before.';
COMMENT ON COLUMN changes.new_score IS 'Score since.';
COMMENT ON COLUMN changes.old_movements IS 'Movements before, as in report_history.';
COMMENT ON COLUMN changes.new_movements IS 'Movements since.';
