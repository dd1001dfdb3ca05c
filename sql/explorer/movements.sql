-- Grain: one row per movement of evacuation_reports that a chosen text tells of.
-- Answers: who left which place for where, when, how many, under which deal?
SELECT evacuation_reports.* EXCLUDE (story_id)
FROM live.evacuation_reports
WHERE revision_id IN (SELECT revision_id FROM live.revisions WHERE revisions.rowid IN (SELECT no FROM chosen))
ORDER BY published_at, evacuation_id
