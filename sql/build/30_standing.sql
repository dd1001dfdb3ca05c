-- Grain: one row per report of the current database, as it stands in history until something of it changes.
CREATE OR REPLACE TEMP TABLE standing AS
WITH ends AS (
    SELECT
        evacuation_id,
        list(name ORDER BY field, start_char, name) FILTER (role = 'origin') AS origins,
        list(name ORDER BY field, start_char, name) FILTER (role = 'destination') AS destinations
    FROM evacuation_places
    GROUP BY evacuation_id
),
figures AS (
    SELECT
        evacuation_id,
        list(struct_pack(unit := unit, low := low, high := high) ORDER BY start_char, unit, low, high) AS counts
    FROM counts
    GROUP BY evacuation_id
),
moved AS (
    SELECT
        revision_id,
        list(struct_pack(
            status := status,
            subtype := subtype,
            moved_on := moved_on,
            origins := ends.origins,
            destinations := ends.destinations,
            counts := figures.counts) ORDER BY evacuation_no) AS movements
    FROM evacuations
    LEFT JOIN ends USING (evacuation_id)
    LEFT JOIN figures USING (evacuation_id)
    WHERE status IN ('done', 'under_way', 'planned')
    GROUP BY revision_id
)
SELECT
    reports.article_id,
    reports.revision_id,
    reports.published_at,
    reports.title,
    reports.tags,
    reports.subtypes,
    reports.triggers,
    reports.score,
    reports.evidence,
    moved.movements,
    reports.url
FROM reports
LEFT JOIN moved USING (revision_id);
