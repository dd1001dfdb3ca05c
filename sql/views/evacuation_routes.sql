-- Grain: one row per pair of origin and destination, the first of each that a movement of evacuation_reports names.
-- Answers: from where to where were people moved, how often, how many, and when first and last?
-- Each movement counts in one row. Sums count people twice where several stories tell of one movement.
CREATE VIEW evacuation_routes AS
WITH movements AS (
    SELECT
        *,
        coalesce(origin_ids[1], origins[1]) AS origin_key,
        coalesce(destination_ids[1], destinations[1]) AS destination_key,
        coalesce(moved_on, CAST(published_at AS DATE)) AS told_on
    FROM evacuation_reports
)
SELECT
    first(origins[1] ORDER BY published_at, evacuation_id) AS origin,
    first(destinations[1] ORDER BY published_at, evacuation_id) AS destination,
    count(*) AS movement_count,
    count(people_high) AS counted_movement_count,
    CAST(sum(people_low) AS BIGINT) AS people_low,
    CAST(sum(people_high) AS BIGINT) AS people_high,
    CAST(sum(households_low) AS BIGINT) AS households_low,
    CAST(sum(households_high) AS BIGINT) AS households_high,
    min(told_on) AS first_on,
    max(told_on) AS last_on,
    count(*) FILTER (is_under_deal) AS deal_movement_count,
    any_value(origin_places.country) AS origin_country,
    any_value(destination_places.country) AS destination_country,
    any_value(origin_ids[1]) AS origin_id,
    any_value(destination_ids[1]) AS destination_id,
    any_value(origin_lat) AS origin_lat,
    any_value(origin_lon) AS origin_lon,
    any_value(destination_lat) AS destination_lat,
    any_value(destination_lon) AS destination_lon,
    list(evacuation_id ORDER BY published_at, evacuation_id) AS evacuation_ids
FROM movements
LEFT JOIN places AS origin_places ON origin_places.place_id = movements.origin_ids[1]
LEFT JOIN places AS destination_places ON destination_places.place_id = movements.destination_ids[1]
GROUP BY origin_key, destination_key;
COMMENT ON COLUMN evacuation_routes.origin IS 'Place that was left; empty where none is told.';
COMMENT ON COLUMN evacuation_routes.destination IS 'Place that they went to; empty where none is told.';
COMMENT ON COLUMN evacuation_routes.movement_count IS 'Movements on this way.';
COMMENT ON COLUMN evacuation_routes.counted_movement_count IS 'Those among them with a figure of people.';
COMMENT ON COLUMN evacuation_routes.people_low IS 'Fewest people that the figures allow; empty without any.';
COMMENT ON COLUMN evacuation_routes.people_high IS 'Most people that the figures allow; "more than" and "about" do not widen them.';
COMMENT ON COLUMN evacuation_routes.households_low IS 'Fewest households; they are not among the people.';
COMMENT ON COLUMN evacuation_routes.households_high IS 'Most households.';
COMMENT ON COLUMN evacuation_routes.first_on IS 'Day of the first movement; of publication where the text tells none.';
COMMENT ON COLUMN evacuation_routes.last_on IS 'Day of the last movement.';
COMMENT ON COLUMN evacuation_routes.deal_movement_count IS 'Movements under an agreement.';
COMMENT ON COLUMN evacuation_routes.origin_country IS 'ISO 3166-1 alpha-2 code of the origin''s country (country_codes); empty where the place is not known.';
COMMENT ON COLUMN evacuation_routes.destination_country IS 'That of the destination.';
COMMENT ON COLUMN evacuation_routes.origin_id IS 'The origin in places; empty where it is not known which place is meant.';
COMMENT ON COLUMN evacuation_routes.destination_id IS 'The destination in places.';
COMMENT ON COLUMN evacuation_routes.origin_lat IS 'Latitude of the origin, in degrees.';
COMMENT ON COLUMN evacuation_routes.origin_lon IS 'Longitude of the origin, in degrees.';
COMMENT ON COLUMN evacuation_routes.destination_lat IS 'Latitude of the destination, in degrees.';
COMMENT ON COLUMN evacuation_routes.destination_lon IS 'Longitude of the destination, in degrees.';
COMMENT ON COLUMN evacuation_routes.evacuation_ids IS 'The movements (evacuation_reports).';
