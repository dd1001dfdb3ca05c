-- A feed that gives no answer, no feed, no entries or only old ones.
SELECT
    (SELECT max(run_id) FROM runs) AS run_id,
    feed_id AS subject,
    concat_ws(' ',
        health || '.',
        last_error,
        'Newest entry: ' || coalesce(CAST(newest_published_at AS VARCHAR), 'none') || '.',
        'Open ' || url || ' and mend or remove the feed.') AS message
FROM feed_health
WHERE health <> 'alive';
