-- An article that was read has exactly one current text.
SELECT articles.article_id AS subject, count(revisions.revision_id) || ' current revisions' AS message
FROM articles
LEFT JOIN revisions ON revisions.article_id = articles.article_id AND revisions.is_current
GROUP BY articles.article_id, articles.status
HAVING count(revisions.revision_id) <> CASE articles.status WHEN 'read' THEN 1 ELSE 0 END;
