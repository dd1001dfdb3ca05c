-- What came in stays: no table of what was asked, answered and read has fewer rows than in the live snapshot.
WITH counted AS (
    SELECT 'runs' AS subject, (SELECT count(*) FROM live.runs) AS old_count, (SELECT count(*) FROM runs) AS new_count
    UNION ALL SELECT 'fetches', (SELECT count(*) FROM live.fetches), (SELECT count(*) FROM fetches)
    UNION ALL SELECT 'captures', (SELECT count(*) FROM live.captures), (SELECT count(*) FROM captures)
    UNION ALL SELECT 'entries', (SELECT count(*) FROM live.entries), (SELECT count(*) FROM entries)
    UNION ALL SELECT 'articles', (SELECT count(*) FROM live.articles), (SELECT count(*) FROM articles)
    UNION ALL SELECT 'revisions', (SELECT count(*) FROM live.revisions), (SELECT count(*) FROM revisions)
)
SELECT subject, 'would have ' || new_count || ' rows and has ' || old_count || ' in the live snapshot' AS message
FROM counted
WHERE new_count < old_count;
