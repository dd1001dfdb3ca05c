-- Grain: one row per tag and day of the 90 that end with $last.
-- Answers: how many stories a day, compared with the year that ends there?
-- The year counts from the first day of which any article is here, so that an empty past does not lower its mean.
WITH known AS (
    SELECT greatest(min(published_date), $last - 364) AS first_date
    FROM daily_counts
    WHERE published_date BETWEEN $last - 364 AND $last
),
days AS (
    SELECT CAST(unnest(generate_series($last - 89, $last, INTERVAL 1 DAY)) AS DATE) AS published_date
),
tags AS (SELECT unnest(['conflict', 'evacuation', 'displacement']) AS tag),
year AS (
    SELECT tag, sum(story_count) AS story_count
    FROM daily_counts
    WHERE published_date BETWEEN $last - 364 AND $last
    GROUP BY tag
)
SELECT
    days.published_date,
    tags.tag,
    coalesce(daily_counts.story_count, 0) AS story_count,
    coalesce(year.story_count, 0) / (date_diff('day', known.first_date, $last) + 1) AS year_mean,
    date_diff('day', known.first_date, $last) + 1 AS year_days
FROM days
CROSS JOIN tags
CROSS JOIN known
LEFT JOIN daily_counts ON daily_counts.published_date = days.published_date AND daily_counts.tag = tags.tag
LEFT JOIN year ON year.tag = tags.tag
ORDER BY tags.tag, days.published_date
