-- A daily run that began before what was already published had ended: the clock had been set back, or had been ahead.
WITH shown AS (SELECT publication_no, unnest(run_ids) AS run_id FROM publications),
daily AS (
    SELECT
        run_id,
        started_at,
        max(coalesce(ended_at, started_at)) OVER (
            ORDER BY publication_no RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS newest_before
    FROM shown
    JOIN runs USING (run_id)
    WHERE kind = 'daily'
)
SELECT
    run_id,
    run_id AS subject,
    'began at ' || strftime(started_at, '%Y-%m-%d %H:%M') || ' UTC by a clock that had shown '
        || strftime(newest_before, '%Y-%m-%d %H:%M') || ' before. Look at the clock; what it fetched counts as older than '
        || 'that until a run after that time asks again.' AS message
FROM daily
WHERE started_at < newest_before;
