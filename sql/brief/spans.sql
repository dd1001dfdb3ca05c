-- Grain: one row per span of the texts $revision_ids that says something worth marking.
-- Answers: which letters are the trigger, the figure, the place, the actor?
-- evacuation_id is the movement whose words, place or figure it is; figure says what is counted: a kind of casualty with
-- its bounds, or the number of the sum that it belongs to.
SELECT mentions.revision_id, tags.tag AS kind, mentions.field, start_char, end_char, NULL AS evacuation_id, NULL AS figure
FROM mentions
JOIN tags USING (tag_id)
WHERE mentions.revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, kind, field, start_char, end_char, NULL, NULL
FROM mentions
WHERE kind IN ('place', 'actor') AND revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, 'evacuation', field, start_char, end_char, evacuation_id, NULL
FROM evacuations
WHERE revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, 'place', field, start_char, end_char, evacuation_id, NULL
FROM evacuation_places
WHERE revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, 'actor', 'body', start_char, end_char, evacuation_id, NULL
FROM evacuation_actors
WHERE revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, 'count', 'body', start_char, end_char, evacuation_id, CAST(sum_no AS VARCHAR)
FROM counts
WHERE revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, 'casualty', 'body', start_char, end_char, NULL, concat_ws(' ', kind, low, high)
FROM casualties
WHERE revision_id IN (SELECT unnest($revision_ids))
ORDER BY ALL
