-- Between how many and how many people were told to be killed or wounded, month by month?
SELECT month, kind, story_count, low, high, vague_story_count
FROM casualties_monthly
WHERE kind IN ('killed', 'wounded')
ORDER BY month, kind;
