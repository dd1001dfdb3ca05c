-- Every article page that was read is the text of a revision: what was fetched is not lost on the way.
SELECT captures.capture_id AS subject, 'a page of ' || fetches.article_id || ' was read and its article has no text' AS message
FROM captures
JOIN fetches USING (capture_id)
WHERE captures.read_as = 'page' AND fetches.page_no = 1
  AND NOT EXISTS (FROM revisions WHERE revisions.article_id = fetches.article_id);
