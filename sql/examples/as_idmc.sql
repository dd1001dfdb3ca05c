-- Movements in the terms of IDMC: term, unit, quantifier, bounds, countries of origin and destination by three letters.
SELECT
    coalesce(moved_on, CAST(published_at AS DATE)) AS start_date,
    codes.idmc_term AS term,
    codes.idmc_category AS category,
    codes.idmc_crisis_type AS crisis_type,
    CASE WHEN people_low IS NULL AND households_low IS NOT NULL THEN 'Household' ELSE 'Person' END AS unit,
    CASE people_qualifier
        WHEN 'exact' THEN 'Exact' WHEN 'more_than' THEN 'More than' WHEN 'less_than' THEN 'Less than'
        WHEN 'about' THEN 'Approximately' WHEN 'vague' THEN 'Approximately'
    END AS quantifier,
    coalesce(people_low, households_low) AS reported_low,
    coalesce(people_high, households_high) AS reported_high,
    origin_codes.iso3 AS origin_iso3,
    destination_codes.iso3 AS destination_iso3,
    origins[1] AS origin,
    destinations[1] AS destination,
    array_to_string(evidence, ' … ') AS source_excerpt,
    evacuation_reports.url AS source
FROM evacuation_reports
JOIN codes USING (subtype, trigger)
LEFT JOIN places AS origin_places ON origin_places.place_id = origin_ids[1]
LEFT JOIN places AS destination_places ON destination_places.place_id = destination_ids[1]
LEFT JOIN country_codes AS origin_codes ON origin_codes.country = origin_places.country
LEFT JOIN country_codes AS destination_codes ON destination_codes.country = destination_places.country
WHERE status = 'done'
ORDER BY start_date, source, reported_high DESC;
