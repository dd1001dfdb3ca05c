-- Which kinds of fighting were reported of which actor?
SELECT actor, subtype, count(DISTINCT story_id) AS story_count
FROM (SELECT story_id, subtype, unnest(actors) AS actor FROM conflict_reports)
GROUP BY actor, subtype
ORDER BY story_count DESC, actor, subtype;
