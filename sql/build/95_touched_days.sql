-- The times at which `affected` articles were published, by the live snapshot and now, and the days around them.
CREATE TEMP TABLE touched_times AS
SELECT DISTINCT published_at
FROM (
    SELECT published_at FROM live.revisions WHERE is_current AND article_id IN (FROM affected)
    UNION ALL
    SELECT published_at FROM revisions WHERE is_current AND article_id IN (FROM affected)
)
WHERE published_at IS NOT NULL;

CREATE TEMP TABLE near_days AS
SELECT DISTINCT CAST(published_at AS DATE) + CAST(days.day AS INTEGER) AS day
FROM touched_times, range(-CAST($before AS INTEGER), CAST($after AS INTEGER)) AS days (day);
