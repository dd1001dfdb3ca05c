-- In which places was fighting reported, week by week? Other dimensions: subtype, country, actor, all.
SELECT week, value AS place, story_count, killed_low, killed_high
FROM conflict_weekly
WHERE dimension = 'place'
ORDER BY week, story_count DESC, place;
