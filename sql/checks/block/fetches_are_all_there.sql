-- A run's attempts, as the collector counted them, are the rows of `fetches`.
SELECT runs.run_id AS subject,
       'the collector made ' || runs.fetch_count || ' attempts, the table holds ' || count(fetches.fetch_id) AS message
FROM runs
LEFT JOIN fetches USING (run_id)
WHERE runs.status = 'completed' AND runs.kind = 'daily' AND runs.run_id IN (FROM checked_runs)
GROUP BY runs.run_id, runs.fetch_count
HAVING count(fetches.fetch_id) <> runs.fetch_count;
