-- An article of several pages of which not all could be read.
SELECT revisions.run_id, articles.url AS subject, 'only ' || page_count || ' of its pages could be read' AS message
FROM revisions
JOIN articles USING (article_id)
WHERE revisions.is_current AND NOT is_complete;
