-- No tag without words that prove it.
SELECT tags.tag_id AS subject, 'no words prove it' AS message
FROM tags
ANTI JOIN mentions USING (tag_id);
