-- Grain: one row per report that stood in the snapshot which was live at that moment (UTC).
-- Answers: what did the warehouse say then? SELECT * FROM reports_as_of(TIMESTAMP '2026-01-31 12:00:00')
--
-- moment TIMESTAMP: The time (UTC) that is asked about.
-- Other columns as in report_history.
CREATE MACRO reports_as_of(moment) AS TABLE
SELECT * EXCLUDE (report_history_id, until_publication, until_at)
FROM report_history
WHERE from_at <= moment AND (until_at IS NULL OR until_at > moment);
