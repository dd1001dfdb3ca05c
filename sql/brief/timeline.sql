-- Grain: one row per tag and day of the 90 that end with $last.
-- Answers: how many stories a day, compared with the year that ends there?
-- The year counts from the first day of which any article is here, so that an empty past does not lower its mean.
WITH counted AS MATERIALIZED (
    SELECT * FROM live.daily_counts WHERE published_date BETWEEN $last - 364 AND $last
),
known AS (SELECT min(published_date) AS first_date FROM counted),
days AS (
    SELECT CAST(unnest(generate_series($last - 89, $last, INTERVAL 1 DAY)) AS DATE) AS published_date
),
tags AS (SELECT unnest(['conflict', 'evacuation', 'displacement']) AS tag),
year AS (SELECT tag, sum(story_count) AS story_count FROM counted GROUP BY tag)
SELECT
    days.published_date,
    tags.tag,
    coalesce(counted.story_count, 0) AS story_count,
    CAST(coalesce(year.story_count, 0) / (date_diff('day', known.first_date, $last) + 1) AS DOUBLE) AS year_mean,
    date_diff('day', known.first_date, $last) + 1 AS year_days
FROM days
CROSS JOIN tags
CROSS JOIN known
LEFT JOIN counted ON counted.published_date = days.published_date AND counted.tag = tags.tag
LEFT JOIN year ON year.tag = tags.tag
ORDER BY tags.tag, days.published_date
