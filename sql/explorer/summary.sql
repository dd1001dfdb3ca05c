-- Grain: one row.
-- Answers: how many texts are chosen, with which tags, from which day to which, and how many of them are on no map?
SELECT
    count(*) AS texts,
    count(*) FILTER (tags & 1 > 0) AS conflict,
    count(*) FILTER (tags & 2 > 0) AS evacuation,
    count(*) FILTER (tags & 4 > 0) AS displacement,
    count(*) FILTER (tags = 0) AS untagged,
    count(*) FILTER (published_at IS NULL) AS undated,
    min(published_at)::DATE AS first_day,
    max(published_at)::DATE AS last_day,
    count(*) FILTER (is_placeless) AS placeless
FROM chosen
