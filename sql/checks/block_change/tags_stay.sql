-- The same page says the same: no change of rules or code turns over more than a fifth of the tags, and more than 20 of
-- them, unseen. A tag that came and one that went count alike; articles that were fetched again are left out.
WITH
unchanged AS (
    SELECT article_id
    FROM live.articles AS old_articles
    JOIN articles AS new_articles USING (article_id)
    WHERE old_articles.last_fetched_at IS NOT DISTINCT FROM new_articles.last_fetched_at
),
old_tags AS (
    SELECT DISTINCT article_id, tag, subtype
    FROM live.tags AS tags JOIN live.revisions AS revisions USING (revision_id)
    WHERE is_current AND article_id IN (FROM unchanged)
),
new_tags AS (
    SELECT DISTINCT article_id, tag, subtype
    FROM tags JOIN revisions USING (revision_id)
    WHERE is_current AND article_id IN (FROM unchanged)
),
counted AS (
    SELECT (SELECT count(*) FROM old_tags) AS old_count,
           (SELECT count(*) FROM (FROM old_tags EXCEPT FROM new_tags)) AS gone_count,
           (SELECT count(*) FROM (FROM new_tags EXCEPT FROM old_tags)) AS come_count
)
SELECT 'tags' AS subject,
       'of ' || old_count || ' tags ' || gone_count || ' would go and ' || come_count || ' come' AS message
FROM counted
WHERE gone_count + come_count > greatest(20, old_count / 5) AND EXISTS (FROM live.snapshot);
