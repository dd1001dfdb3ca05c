-- An article in another language: stored, never tagged.
SELECT revisions.run_id, articles.url AS subject, 'its language is ' || language || '; it is stored and not tagged' AS message
FROM revisions
JOIN articles USING (article_id)
WHERE revisions.is_current AND language NOT IN ('ar', 'und');
