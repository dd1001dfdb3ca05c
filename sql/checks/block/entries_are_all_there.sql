-- A run's entries, as the collector counted them, are the rows of `entries`, each with its one outcome.
SELECT runs.run_id AS subject,
       'the collector saw ' || runs.entry_count || ' entries, the table holds ' || count(entries.entry_id) AS message
FROM runs
LEFT JOIN entries USING (run_id)
WHERE runs.status = 'completed' AND runs.kind = 'daily' AND runs.run_id IN (FROM checked_runs)
  -- What ended the process that read it, on one machine or on another, is no loss of entries.
  AND runs.run_id NOT IN (SELECT run_id FROM captures WHERE read_word IN ('too_costly', 'crashed'))
GROUP BY runs.run_id, runs.entry_count
HAVING count(entries.entry_id) <> runs.entry_count;
