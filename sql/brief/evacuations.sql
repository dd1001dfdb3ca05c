-- Grain: one row per movement that a text of the brief tells of as done, under way or planned, the largest first.
-- Answers: who left which place for where, how many, when?
SELECT
    evacuation_id,
    article_id,
    revision_id,
    published_at,
    status,
    subtype,
    trigger,
    evacuated,
    evacuated_en,
    units,
    people_low,
    people_high,
    people_qualifier,
    households_low,
    households_high,
    vehicles_low,
    vehicles_high,
    origins,
    origins_en,
    origin_lat,
    origin_lon,
    destinations,
    destinations_en,
    destination_lat,
    destination_lon,
    moved_on,
    is_under_deal,
    parties,
    parties_en,
    title,
    url,
    count(*) OVER () AS total
FROM evacuation_reports
SEMI JOIN brief_texts USING (revision_id)
ORDER BY people_high DESC NULLS LAST, households_high DESC NULLS LAST, published_at DESC, evacuation_id
LIMIT $most
