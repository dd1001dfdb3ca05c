-- Every article with a text belongs to a story, and a story counts its articles, its lead among them.
SELECT articles.article_id AS subject, 'has a text and no story' AS message
FROM articles
WHERE status = 'read' AND story_id IS NULL
UNION ALL
SELECT story_id, 'counts ' || coalesce(stories.article_count, 0) || ' articles, and ' || count(articles.article_id) || ' tell it'
FROM stories
FULL JOIN articles USING (story_id)
WHERE story_id IS NOT NULL
GROUP BY story_id, stories.article_count
HAVING stories.article_count IS DISTINCT FROM count(articles.article_id)
    OR count(*) FILTER (articles.article_id = story_id) <> 1;
