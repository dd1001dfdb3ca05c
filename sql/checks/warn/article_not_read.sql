-- An article that a feed named and that has no text.
WITH last_asked AS (
    SELECT
        fetches.article_id,
        max(fetches.run_id) AS run_id,
        arg_max(concat_ws(': ', coalesce(captures.read_word, fetches.outcome), fetches.error), fetch_id) AS reason
    FROM fetches
    LEFT JOIN captures USING (capture_id)
    GROUP BY fetches.article_id
)
SELECT
    last_asked.run_id,
    articles.url AS subject,
    articles.status || ' (' || coalesce(last_asked.reason, 'not asked yet') || '). ' || CASE articles.status
        WHEN 'failed' THEN 'It is asked again in every run until it is 7 days old.'
        ELSE 'It is asked again 1 and 3 days after the first answer.'
    END AS message
FROM articles
LEFT JOIN last_asked USING (article_id)
WHERE articles.status <> 'read';
