-- How complete is what is here, feed by feed and month by month?
SELECT
    feed_id,
    CAST(date_trunc('month', published_date) AS DATE) AS month,
    sum(article_count) AS articles,
    sum(read_count) AS articles_read,
    count(*) FILTER (state IN ('thin', 'empty', 'gap')) AS days_to_look_at
FROM coverage
GROUP BY ALL
ORDER BY feed_id, month;
