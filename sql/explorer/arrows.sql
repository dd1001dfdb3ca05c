-- Grain: one row per first origin and first destination of movements that chosen reports tell of, both on the map.
-- Answers: who went from where to where? Movements that are done, under way or planned; each report of one counts.
SELECT
    name_in($language, origins.name, origins.name_en) AS origin,
    origins.lat AS origin_lat,
    origins.lon AS origin_lon,
    name_in($language, destinations.name, destinations.name_en) AS destination,
    destinations.lat AS destination_lat,
    destinations.lon AS destination_lon,
    counted.movements
FROM (
    SELECT origin_no, destination_no, count(*) AS movements
    FROM ways
    SEMI JOIN chosen USING (no)
    GROUP BY ALL
) AS counted
JOIN live.places AS origins ON origins.rowid = counted.origin_no
JOIN live.places AS destinations ON destinations.rowid = counted.destination_no
ORDER BY counted.movements DESC, origin, destination
LIMIT $most
