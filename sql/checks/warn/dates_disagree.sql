-- The dates of an article lie more than two days apart; the most trusted one was taken.
SELECT revisions.run_id, articles.url AS subject,
       'its dates lie ' || published_spread_days || ' days apart; ' || published_source || ' was taken: '
       || CAST(published_at AS VARCHAR) AS message
FROM revisions
JOIN articles USING (article_id)
WHERE revisions.is_current AND published_spread_days > 2;
