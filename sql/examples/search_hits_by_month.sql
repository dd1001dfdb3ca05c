-- How many articles a month speak of a cease-fire?
-- In other tools than marsad: ATTACH 'data/search.duckdb' AS search_index (READ_ONLY);
SELECT CAST(date_trunc('month', published_at) AS DATE) AS month, count(*) AS article_count
FROM search_hits('"وقف إطلاق النار"')
GROUP BY month
ORDER BY month;
