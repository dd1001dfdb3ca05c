-- How many stories of fighting were there each week, and how many of truces, sieges and exchanges?
SELECT
    week,
    coalesce(sum(story_count) FILTER (value <> 'Strategic developments'), 0) AS fighting,
    coalesce(sum(story_count) FILTER (value = 'Strategic developments'), 0) AS other
FROM conflict_weekly
WHERE dimension = 'event_type'
GROUP BY week
ORDER BY week DESC;
