-- A run that ended before it had collected all; its captures were kept.
SELECT run_id, run_id AS subject, 'was interrupted; what it had fetched was kept, the next run fetched the rest' AS message
FROM runs
WHERE status = 'interrupted';
