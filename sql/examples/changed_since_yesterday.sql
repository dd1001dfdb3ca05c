-- What is new, changed or gone since yesterday?
SELECT change, published_at, new_title, new_subtypes, url
FROM changed_since(now()::TIMESTAMP - INTERVAL 1 DAY)
ORDER BY change, published_at DESC;
