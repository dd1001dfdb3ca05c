-- Grain: one row per day, week, month or year ($bucket) in which a chosen text was published.
-- Answers: how many of them carry which tag? One that carries two counts under both.
SELECT
    date_trunc($bucket, published_at)::DATE AS begins,
    count(*) FILTER (tags & 1 > 0) AS conflict,
    count(*) FILTER (tags & 2 > 0) AS evacuation,
    count(*) FILTER (tags & 4 > 0) AS displacement,
    count(*) AS texts
FROM chosen
WHERE published_at IS NOT NULL
GROUP BY begins
ORDER BY begins
