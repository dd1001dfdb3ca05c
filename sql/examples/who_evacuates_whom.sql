-- Which actors made the deals, and whose people left under them?
SELECT party, moved, movement_count, people_low, people_high, first_on
FROM who_moved_whom
WHERE party IS NOT NULL
ORDER BY movement_count DESC, people_high DESC NULLS LAST, party;
