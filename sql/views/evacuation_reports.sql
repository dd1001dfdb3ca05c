-- Grain: one row per movement out of danger, done, under way or planned, that the current text of a story tells of.
-- Answers: who left which place for where, when, how many, under which deal, and which words say so?
-- People in all: figures that one sentence joins by "and" (300 fighters and 400 of their families) add up, a part
-- ("among them 112") adds nothing, and of several such sums the largest counts, for the others repeat or divide it;
-- orders such as "hundreds" count only where there is no figure. Households and vehicles are apart and are no people.
-- Of a story one article speaks, the first one that tells of one; its copies give no rows, so that sums do not
-- double, and `copies` says how many there are.
CREATE VIEW evacuation_reports AS
WITH speakers AS (
    SELECT arg_min(revisions.revision_id, (revisions.published_at, revisions.article_id)) AS revision_id
    FROM evacuations
    JOIN revisions USING (revision_id)
    JOIN articles USING (article_id)
    WHERE revisions.is_current AND evacuations.status IN ('done', 'under_way', 'planned')
    GROUP BY articles.story_id
),
sums AS (
    SELECT
        evacuation_id,
        CASE WHEN unit IN ('households', 'vehicles') THEN unit ELSE 'people' END AS of_what,
        TRY_CAST(sum(low) AS BIGINT) AS low,
        TRY_CAST(sum(high) AS BIGINT) AS high,
        CASE count(DISTINCT qualifier) WHEN 1 THEN min(qualifier) ELSE 'about' END AS qualifier,
        bool_or(qualifier = 'vague') AS is_vague
    FROM counts
    WHERE sum_no IS NOT NULL
    GROUP BY evacuation_id, of_what, sum_no
),
largest AS (
    SELECT
        evacuation_id,
        of_what,
        arg_max(
            struct_pack(low := low, high := high, qualifier := qualifier), (NOT is_vague, high, low)) AS total
    FROM sums
    GROUP BY evacuation_id, of_what
),
totals AS (
    SELECT
        evacuation_id,
        any_value(total) FILTER (of_what = 'people') AS people,
        any_value(total) FILTER (of_what = 'households') AS households,
        any_value(total) FILTER (of_what = 'vehicles') AS vehicles
    FROM largest
    GROUP BY evacuation_id
),
-- A movement whose people are some of those of another one: "the number includes 112, brought from Arsal".
parts AS (
    SELECT evacuation_id, arg_max(struct_pack(low := low, high := high), (qualifier <> 'vague', high, low)) AS part
    FROM counts
    WHERE unit NOT IN ('households', 'vehicles')
    GROUP BY evacuation_id
    HAVING count(sum_no) = 0
),
units_told AS (
    SELECT evacuation_id, list(DISTINCT unit ORDER BY unit) AS units
    FROM counts
    WHERE unit <> 'vehicles'
    GROUP BY evacuation_id
),
-- A place that is named twice counts once, where it is named first.
named AS (
    SELECT
        evacuation_id,
        role,
        coalesce(place_id, evacuation_places.name) AS place,
        first(struct_pack(
            name := coalesce(places.name, evacuation_places.name),
            name_en := coalesce(places.name_en, places.name, evacuation_places.name),
            place_id := place_id, lat := lat, lon := lon)
            ORDER BY field, start_char, end_char, evacuation_place_id) AS it,
        min((field, start_char)) AS first_at
    FROM evacuation_places
    LEFT JOIN places USING (place_id)
    GROUP BY evacuation_id, role, place
),
ends AS (
    SELECT
        evacuation_id,
        list(it ORDER BY first_at) FILTER (role = 'origin') AS origins,
        list(it ORDER BY first_at) FILTER (role = 'destination') AS destinations
    FROM named
    GROUP BY evacuation_id
),
actors_of AS (
    SELECT
        evacuation_id,
        list(it ORDER BY it) FILTER (role = 'evacuated') AS evacuated,
        list(it ORDER BY it) FILTER (role = 'party') AS parties
    FROM (
        SELECT DISTINCT
            evacuation_id,
            role,
            struct_pack(name := actors.name, name_en := coalesce(actors.name_en, actors.name)) AS it
        FROM evacuation_actors
        JOIN actors USING (actor_id))
    GROUP BY evacuation_id
),
spans AS (
    SELECT evacuation_id, field, start_char, end_char, text FROM evacuations
    UNION
    SELECT evacuation_id, field, start_char, end_char, text FROM evacuation_places
    UNION
    SELECT evacuation_id, 'body' AS field, start_char, end_char, text FROM counts
    UNION
    SELECT evacuation_id, 'body' AS field, start_char, end_char, text FROM evacuation_actors
),
words AS (
    SELECT evacuation_id, list(text ORDER BY field, start_char, end_char) AS evidence FROM spans GROUP BY evacuation_id
)
SELECT
    revisions.published_at,
    evacuations.status,
    evacuations.subtype,
    evacuations.trigger,
    [actor.name FOR actor IN actors_of.evacuated] AS evacuated,
    [actor.name_en FOR actor IN actors_of.evacuated] AS evacuated_en,
    units_told.units,
    totals.people.low AS people_low,
    totals.people.high AS people_high,
    totals.people.qualifier AS people_qualifier,
    parts.part.low AS part_low,
    parts.part.high AS part_high,
    totals.households.low AS households_low,
    totals.households.high AS households_high,
    totals.vehicles.low AS vehicles_low,
    totals.vehicles.high AS vehicles_high,
    [origin.name FOR origin IN ends.origins] AS origins,
    [origin.name_en FOR origin IN ends.origins] AS origins_en,
    [origin.place_id FOR origin IN ends.origins] AS origin_ids,
    ends.origins[1].lat AS origin_lat,
    ends.origins[1].lon AS origin_lon,
    [destination.name FOR destination IN ends.destinations] AS destinations,
    [destination.name_en FOR destination IN ends.destinations] AS destinations_en,
    [destination.place_id FOR destination IN ends.destinations] AS destination_ids,
    ends.destinations[1].lat AS destination_lat,
    ends.destinations[1].lon AS destination_lon,
    evacuations.moved_on,
    evacuations.is_under_deal,
    [actor.name FOR actor IN actors_of.parties] AS parties,
    [actor.name_en FOR actor IN actors_of.parties] AS parties_en,
    words.evidence,
    revisions.title,
    articles.url,
    stories.article_count - 1 AS copies,
    articles.story_id,
    evacuations.evacuation_id,
    revisions.article_id,
    revisions.revision_id
FROM evacuations
SEMI JOIN speakers USING (revision_id)
JOIN revisions USING (revision_id)
JOIN articles USING (article_id)
JOIN stories USING (story_id)
JOIN words USING (evacuation_id)
LEFT JOIN totals USING (evacuation_id)
LEFT JOIN parts USING (evacuation_id)
LEFT JOIN units_told USING (evacuation_id)
LEFT JOIN ends USING (evacuation_id)
LEFT JOIN actors_of USING (evacuation_id)
WHERE evacuations.status IN ('done', 'under_way', 'planned');
COMMENT ON COLUMN evacuation_reports.evacuated IS 'Actors whose people or followers moved.';
COMMENT ON COLUMN evacuation_reports.evacuated_en IS 'Their English names.';
COMMENT ON COLUMN evacuation_reports.origins_en IS 'The same in Latin letters, one for each; the Arabic name where there is no other.';
COMMENT ON COLUMN evacuation_reports.destinations_en IS 'The same in Latin letters, one for each; the Arabic name where there is no other.';
COMMENT ON COLUMN evacuation_reports.parties_en IS 'Their English names.';
COMMENT ON COLUMN evacuation_reports.units IS 'What the figures count: people, civilians, fighters, households, wounded, nationals.';
COMMENT ON COLUMN evacuation_reports.people_low IS 'Fewest people in all that the words allow, nobody counted twice; empty where there is no figure.';
COMMENT ON COLUMN evacuation_reports.people_high IS 'Most people in all that the words allow, nobody counted twice within the movement; a figure that is "more than" or "about" stands as it is written, see people_qualifier.';
COMMENT ON COLUMN evacuation_reports.people_qualifier IS 'exact, about, more_than, less_than or vague; about for a sum of several.';
COMMENT ON COLUMN evacuation_reports.part_low IS 'Fewest people where they are some of those of another movement of the report; not in people_low, so that sums count nobody twice.';
COMMENT ON COLUMN evacuation_reports.part_high IS 'Most of them.';
COMMENT ON COLUMN evacuation_reports.households_low IS 'Fewest households, by the same rule.';
COMMENT ON COLUMN evacuation_reports.households_high IS 'Most households, by the same rule.';
COMMENT ON COLUMN evacuation_reports.vehicles_low IS 'Fewest buses, ships and other vehicles, by the same rule.';
COMMENT ON COLUMN evacuation_reports.vehicles_high IS 'Most vehicles, by the same rule.';
COMMENT ON COLUMN evacuation_reports.origins IS 'Names of the places that were left, in the order of the text.';
COMMENT ON COLUMN evacuation_reports.origin_ids IS 'Their place_id (places), one for each name; empty where it is not known which place is meant.';
COMMENT ON COLUMN evacuation_reports.origin_lat IS 'Latitude of the first of them, in degrees.';
COMMENT ON COLUMN evacuation_reports.origin_lon IS 'Longitude of the first of them, in degrees.';
COMMENT ON COLUMN evacuation_reports.destinations IS 'Names of the places that they went to, in the order of the text.';
COMMENT ON COLUMN evacuation_reports.destination_ids IS 'Their place_id (places), one for each name.';
COMMENT ON COLUMN evacuation_reports.destination_lat IS 'Latitude of the first of them, in degrees.';
COMMENT ON COLUMN evacuation_reports.destination_lon IS 'Longitude of the first of them, in degrees.';
COMMENT ON COLUMN evacuation_reports.parties IS 'Actors that made the deal.';
COMMENT ON COLUMN evacuation_reports.copies IS 'Other articles of the story.';
COMMENT ON COLUMN evacuation_reports.evidence IS 'The words that say all this, as published, in the order of the text.';
COMMENT ON COLUMN evacuation_reports.status IS 'done, under_way or planned: what the report says of it. done is said of people who left, whether or not they had arrived.';
COMMENT ON COLUMN evacuation_reports.subtype IS 'deal_evacuation, civilian_evacuation, medical_evacuation, nationals_evacuation or disaster_evacuation.';
COMMENT ON COLUMN evacuation_reports.trigger IS 'Why people left: conflict, disaster or other.';
