-- Conflict reports in the shape of ACLED: one row per story, subtype and place, with the nearest type of ACLED.
SELECT
    conflict_reports.story_id AS event_id,
    CAST(published_at AS DATE) AS event_date,
    codes.acled_event_type AS event_type,
    codes.acled_sub_event_type AS sub_event_type,
    conflict_reports.actors[1] AS actor1,
    conflict_reports.actors[2] AS actor2,
    country_codes.iso_numeric AS iso,
    country_codes.country_name AS country,
    places.admin AS admin1,
    places.name AS location,
    places.lat AS latitude,
    places.lon AS longitude,
    killed_high AS fatalities,
    conflict_reports.url AS source
FROM conflict_reports
JOIN codes ON codes.tag = 'conflict' AND codes.subtype = conflict_reports.subtype
LEFT JOIN places ON places.place_id = conflict_reports.place_ids[1]
LEFT JOIN country_codes USING (country)
ORDER BY event_date, event_id, event_type, sub_event_type;
