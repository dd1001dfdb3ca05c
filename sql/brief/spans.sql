-- Grain: one row per span of the texts $revision_ids that says something worth marking.
-- Answers: which letters are the trigger, the figure, the place, the actor?
-- evacuation_id is the movement whose words, place or figure it is.
SELECT mentions.revision_id, tags.tag AS kind, mentions.field, start_char, end_char, NULL AS evacuation_id
FROM mentions
JOIN tags USING (tag_id)
WHERE mentions.revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, kind, field, start_char, end_char, NULL
FROM mentions
WHERE kind IN ('place', 'actor') AND revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, 'evacuation', field, start_char, end_char, evacuation_id
FROM evacuations
WHERE revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, 'place', field, start_char, end_char, evacuation_id
FROM evacuation_places
WHERE revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, 'actor', 'body', start_char, end_char, evacuation_id
FROM evacuation_actors
WHERE revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, 'count', 'body', start_char, end_char, evacuation_id
FROM counts
WHERE revision_id IN (SELECT unnest($revision_ids))
UNION
SELECT revision_id, 'casualty', 'body', start_char, end_char, NULL
FROM casualties
WHERE revision_id IN (SELECT unnest($revision_ids))
ORDER BY ALL
