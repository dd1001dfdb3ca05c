-- A run that was completed asked for all that it saw named and did not know. Where the archive has lost what it knew, and
-- a person has allowed a snapshot without it, that is settled.
SELECT entries.entry_id AS subject, 'not fetched, although its run was completed' AS message
FROM entries
JOIN runs USING (run_id)
WHERE entries.outcome = 'not_fetched' AND runs.status = 'completed' AND runs.kind = 'daily'
  AND runs.entry_count IS NOT NULL
  AND NOT EXISTS (
      FROM live.entries AS old_entries
      WHERE old_entries.entry_id = entries.entry_id AND old_entries.outcome = 'not_fetched');
