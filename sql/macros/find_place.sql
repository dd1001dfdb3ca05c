-- Grain: one row per place that is called so: none, one, or several of one name, the largest first.
-- Answers: which ids has a place whose name is spelt so, with or without ال, hamza, ة or ه, ى or ي, in Arabic or Latin letters?
-- SELECT * FROM evacuation_reports WHERE list_has_any(origin_ids, (SELECT list(place_id) FROM find_place('قاره')))
-- Needs the index: ATTACH 'data/search.duckdb' AS search_index (READ_ONLY).
--
-- spelling VARCHAR: The whole name, in Arabic in any spelling, or in Latin letters; or an id.
-- Other columns as in places.
CREATE MACRO find_place(spelling) AS TABLE
-- Folded all at once: for each text that it folds, DuckDB makes its table of letters anew.
WITH names AS (SELECT list(DISTINCT name) AS names, array_to_string(names, chr(10)) AS lines FROM places),
-- The article is taken off before alefs are made one: that of ألمانيا is none.
spelt AS (
    SELECT
        unnest(names) AS name,
        unnest(string_split(search_index.main.folded(lines), chr(10))) AS folded_name,
        unnest(string_split(search_index.main.folded(
            regexp_replace(lines, '(^|\s)ال(\p{L}{3})', '\1\2', 'g')), chr(10))) AS bare_name
    FROM names
)
SELECT place_id, name, name_en, kind, country, admin, lat, lon, population
FROM places
WHERE name IN (
          SELECT name FROM spelt
          WHERE folded_name = search_index.main.folded(spelling)
             OR bare_name = search_index.main.folded(
                 regexp_replace(spelling, '(^|\s)ال(\p{L}{3})', '\1\2', 'g')))
   OR lower(name_en) = lower(spelling)
   OR place_id = spelling
ORDER BY population DESC NULLS LAST, place_id;
