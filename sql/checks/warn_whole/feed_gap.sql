-- A feed of which articles may have passed unseen before the last run read it again; one row a feed, whatever a backfill
-- leaves open. A feed that is still not readable is told by feed_needs_a_look.
-- It looks a year back from what the run read, so that a day costs the same however old the archive is.
WITH last_run AS (SELECT max(run_id) AS run_id FROM runs),
read_by_it AS (
    SELECT min(started_at) - INTERVAL 1 YEAR AS since
    FROM fetches
    WHERE purpose = 'feed' AND run_id = (SELECT run_id FROM last_run)
)
SELECT
    run_id,
    feed_id AS subject,
    'articles may have passed unseen ' || CASE WHEN count(*) > 1 THEN count(*) || ' times, last ' ELSE '' END
        || 'between ' || strftime(max(from_at), '%Y-%m-%d %H:%M') || ' and ' || strftime(max(to_at), '%Y-%m-%d %H:%M')
        || ' UTC (' || arg_max(reason, from_at) || '). `marsad status --gaps` shows how many, and what would fill it.'
        AS message
FROM feed_breaks_since((SELECT since FROM read_by_it))
WHERE run_id = (SELECT run_id FROM last_run) AND after_capture_id IS NOT NULL
GROUP BY run_id, feed_id
ORDER BY feed_id;
