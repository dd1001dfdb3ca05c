-- A span selects its words in the stored text.
SELECT mentions.mention_id AS subject, 'the span does not select ' || mentions.text AS message
FROM mentions
JOIN revisions USING (revision_id)
WHERE substring(
    CASE mentions.field WHEN 'title' THEN coalesce(revisions.title, '') ELSE revisions.body END,
    mentions.start_char + 1,
    mentions.end_char - mentions.start_char) <> mentions.text
UNION ALL
SELECT casualties.casualty_id AS subject, 'the span does not select ' || casualties.text AS message
FROM casualties
JOIN revisions USING (revision_id)
WHERE substring(revisions.body, casualties.start_char + 1, casualties.end_char - casualties.start_char)
    <> casualties.text;
