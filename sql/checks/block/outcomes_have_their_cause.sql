-- An entry that brought a text has a revision of its run.
SELECT entries.entry_id AS subject, 'outcome ' || entries.outcome || ' without the revision it speaks of' AS message
FROM entries
JOIN runs USING (run_id)
WHERE entries.outcome IN ('new', 'revised')
  AND NOT EXISTS (
      FROM revisions
      WHERE revisions.article_id = entries.article_id
        AND (revisions.run_id = entries.run_id OR runs.kind = 'backfill'));
