-- Grain: one row per place that chosen reports name in their evidence, those of most reports first.
-- Answers: where does it happen? A text counts once at each of its places.
SELECT
    places.place_id,
    name_in($language, places.name, places.name_en) AS name,
    places.lat,
    places.lon,
    counted.texts
FROM (SELECT place_no, count(*) AS texts FROM located SEMI JOIN chosen USING (no) GROUP BY place_no) AS counted
JOIN live.places ON places.rowid = counted.place_no
ORDER BY counted.texts DESC, places.place_id
LIMIT $most
