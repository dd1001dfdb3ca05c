-- What the live snapshot has read is still there: a load never takes articles away.
SELECT live.articles.article_id AS subject, 'was read in the live snapshot and is not any more' AS message
FROM live.articles
WHERE live.articles.status = 'read'
  AND NOT EXISTS (
      FROM articles WHERE articles.article_id = live.articles.article_id AND articles.status = 'read');
