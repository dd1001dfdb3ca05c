-- An entry that brought a text has a revision of its run; one whose run was completed was not left unfetched.
SELECT entries.entry_id AS subject, 'outcome ' || entries.outcome || ' without the revision it speaks of' AS message
FROM entries
JOIN runs USING (run_id)
WHERE entries.outcome IN ('new', 'revised')
  AND NOT EXISTS (
      FROM revisions
      WHERE revisions.article_id = entries.article_id
        AND (revisions.run_id = entries.run_id OR runs.kind = 'backfill'))
UNION ALL
SELECT entries.entry_id AS subject, 'not fetched, although its run was completed' AS message
FROM entries
JOIN runs USING (run_id)
WHERE entries.outcome = 'not_fetched' AND runs.status = 'completed' AND runs.kind = 'daily'
  AND runs.entry_count IS NOT NULL;
