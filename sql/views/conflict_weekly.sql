-- Grain: one row per week (from Monday), dimension and value: subtype, event_type, place, country, actor, or all.
-- Answers: how many stories of conflict a week, of which kind, where, with whom, and with which toll?
-- A story counts once in a row, and in the row of each of its values: add up weeks, not values. One that names no place,
-- country or actor has a row without value there, so that no story is missing.
-- The toll is that of the whole report, so a value's row holds it whole.
CREATE VIEW conflict_weekly AS
WITH told AS (
    SELECT
        CAST(date_trunc('week', published_at) AS DATE) AS week,
        story_id,
        subtype,
        places AS place_names,
        place_ids,
        actors AS actor_names,
        killed_low,
        killed_high,
        wounded_low,
        wounded_high
    FROM conflict_reports
),
named AS (
    SELECT week, story_id, unnest(place_names) AS name, unnest(place_ids) AS place_id FROM told
),
valued AS (
    SELECT week, story_id, 'all' AS dimension, 'all' AS value FROM told
    UNION
    SELECT week, story_id, 'subtype', subtype FROM told
    UNION
    SELECT week, story_id, 'event_type', acled_event_type
    FROM told
    JOIN codes ON codes.tag = 'conflict' AND codes.subtype = told.subtype
    UNION
    SELECT week, story_id, 'place', name FROM named
    UNION
    SELECT week, story_id, 'country', places.country FROM named JOIN places USING (place_id) WHERE country IS NOT NULL
    UNION
    SELECT week, story_id, 'actor', unnest(actor_names) FROM told
),
-- EXCEPT takes a week that is not known for the same as itself.
lacking AS (
    SELECT week, story_id, unnest(['place', 'country', 'actor']) AS dimension FROM told
    EXCEPT
    SELECT week, story_id, dimension FROM valued
),
complete AS (
    FROM valued
    UNION ALL BY NAME
    FROM lacking
),
tolls AS (
    SELECT DISTINCT week, story_id, killed_low, killed_high, wounded_low, wounded_high FROM told
)
SELECT
    complete.week,
    complete.dimension,
    complete.value,
    count(*) AS story_count,
    CAST(sum(killed_low) AS BIGINT) AS killed_low,
    CAST(sum(killed_high) AS BIGINT) AS killed_high,
    CAST(sum(wounded_low) AS BIGINT) AS wounded_low,
    CAST(sum(wounded_high) AS BIGINT) AS wounded_high
FROM complete
JOIN tolls ON tolls.story_id = complete.story_id AND tolls.week IS NOT DISTINCT FROM complete.week
GROUP BY ALL;
COMMENT ON COLUMN conflict_weekly.week IS 'Monday of the week of publication, UTC; empty where no date is known.';
COMMENT ON COLUMN conflict_weekly.dimension IS 'What value is: all, subtype, event_type, place, country or actor.';
COMMENT ON COLUMN conflict_weekly.value IS 'The subtype, the event type that ACLED would call it (fighting is Battles, Explosions/Remote violence and Violence against civilians; a truce or siege is Strategic developments: codes), the Arabic name of the place or actor, or the ISO 3166-1 alpha-2 code of the country; empty for stories that name none.';
COMMENT ON COLUMN conflict_weekly.story_count IS 'Stories of conflict with this value.';
COMMENT ON COLUMN conflict_weekly.killed_low IS 'Sum of the fewest killed that each story allows; stories that tell of one attack are not told apart. Empty without any figure.';
COMMENT ON COLUMN conflict_weekly.killed_high IS 'Sum of the most killed.';
COMMENT ON COLUMN conflict_weekly.wounded_low IS 'Sum of the fewest wounded.';
COMMENT ON COLUMN conflict_weekly.wounded_high IS 'Sum of the most wounded.';
