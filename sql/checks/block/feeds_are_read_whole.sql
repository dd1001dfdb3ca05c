-- Every capture of a feed has as many entries as items were read in it.
SELECT captures.capture_id AS subject,
       captures.entry_count || ' items were read, ' || count(entries.entry_id) || ' entries stored' AS message
FROM captures
LEFT JOIN entries USING (capture_id)
WHERE captures.read_as = 'feed' AND captures.run_id IN (FROM checked_runs)
GROUP BY captures.capture_id, captures.entry_count
HAVING count(entries.entry_id) <> captures.entry_count;
