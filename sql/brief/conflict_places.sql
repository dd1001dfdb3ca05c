-- Grain: one row per place on which a report of the brief tells of fighting, the one of most reports first.
-- Answers: where is the fighting, and which reports say so?
-- Countries count only in a report that names nothing smaller: the point in the middle of a country is no battlefield.
WITH named AS (
    SELECT DISTINCT conflict_reports.article_id, unnest(conflict_reports.place_ids) AS place_id
    FROM conflict_reports
    SEMI JOIN brief_texts USING (revision_id)
),
located AS (
    SELECT
        named.article_id,
        places.place_id,
        places.name,
        coalesce(places.name_en, places.name) AS name_en,
        places.lat,
        places.lon,
        places.kind = 'country' AS is_country,
        bool_and(places.kind = 'country') OVER (PARTITION BY named.article_id) AS is_only_countries
    FROM named
    JOIN places USING (place_id)
)
SELECT
    name,
    name_en,
    lat,
    lon,
    list(article_id ORDER BY brief_reports.rank) AS article_ids
FROM located
JOIN brief_reports USING (article_id)
WHERE NOT is_country OR is_only_countries
GROUP BY place_id, name, name_en, lat, lon
ORDER BY len(article_ids) DESC, name
