-- No date at all is known for an article.
SELECT revisions.run_id, articles.url AS subject, 'has no date in feed, page, address or dateline' AS message
FROM revisions
JOIN articles USING (article_id)
WHERE revisions.is_current AND published_at IS NULL;
