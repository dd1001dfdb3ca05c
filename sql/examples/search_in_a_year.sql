-- Which articles of 2017 and 2018 tell of the evacuation of gunmen, best first, and where do they say so?
-- In other tools than marsad: ATTACH 'data/search.duckdb' AS search_index (READ_ONLY);
SELECT published_at, title, marked, url
FROM search('إجلاء المسلحين', since := '2017-01-01', until := '2019-01-01', tagged := 'evacuation');
