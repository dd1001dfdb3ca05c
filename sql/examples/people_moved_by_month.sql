-- How many people were moved a month, why, and under a deal or not? Plans and what is under way are apart.
SELECT month, trigger, is_under_deal, movement_count, people_low, people_high
FROM people_moved_monthly
WHERE status = 'done'
ORDER BY month, trigger, is_under_deal;
