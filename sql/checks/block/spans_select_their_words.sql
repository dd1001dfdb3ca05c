-- A span selects its words in the stored text.
WITH spans AS (
    SELECT mention_id AS subject, revision_id, field, start_char, end_char, text FROM mentions
    UNION ALL
    SELECT casualty_id, revision_id, 'body', start_char, end_char, text FROM casualties
    UNION ALL
    SELECT evacuation_id, revision_id, field, start_char, end_char, text FROM evacuations
    UNION ALL
    SELECT evacuation_place_id, revision_id, field, start_char, end_char, text FROM evacuation_places
    UNION ALL
    SELECT evacuation_actor_id, revision_id, 'body', start_char, end_char, text FROM evacuation_actors
    UNION ALL
    SELECT count_id, revision_id, 'body', start_char, end_char, text FROM counts
)
SELECT spans.subject, 'the span does not select ' || spans.text AS message
FROM spans
JOIN revisions USING (revision_id)
WHERE substring(
    CASE spans.field WHEN 'title' THEN coalesce(revisions.title, '') ELSE revisions.body END,
    spans.start_char + 1,
    spans.end_char - spans.start_char) <> spans.text;
