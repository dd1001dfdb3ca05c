-- Grain: one row per actor that made a deal and whom it moved, over the movements of evacuation_reports.
-- Answers: who evacuates whom, how often, how many? A movement without a named party has an empty row of its own kind.
-- A movement with two parties counts in the row of each: do not add up rows of different parties.
CREATE VIEW who_moved_whom AS
WITH told AS (
    SELECT
        *,
        unnest(CASE WHEN len(parties) > 0 THEN parties ELSE [NULL] END) AS party,
        CASE
            WHEN len(evacuated) > 0 THEN array_to_string(evacuated, '، ')
            WHEN len(units) > 0 THEN array_to_string(units, ', ')
        END AS moved
    FROM evacuation_reports
)
SELECT
    party,
    moved,
    count(*) AS movement_count,
    count(people_high) AS counted_movement_count,
    CAST(sum(people_low) AS BIGINT) AS people_low,
    CAST(sum(people_high) AS BIGINT) AS people_high,
    min(coalesce(moved_on, CAST(published_at AS DATE))) AS first_on,
    max(coalesce(moved_on, CAST(published_at AS DATE))) AS last_on,
    list(evacuation_id ORDER BY published_at, evacuation_id) AS evacuation_ids
FROM told
GROUP BY party, moved;
COMMENT ON COLUMN who_moved_whom.party IS 'Arabic name of an actor that made the deal (actors); empty where none is named.';
COMMENT ON COLUMN who_moved_whom.moved IS 'Arabic names of the actors whose people moved; where none is named what the figures count, such as civilians; empty where there is neither.';
COMMENT ON COLUMN who_moved_whom.movement_count IS 'Movements.';
COMMENT ON COLUMN who_moved_whom.counted_movement_count IS 'Those among them with a figure of people.';
COMMENT ON COLUMN who_moved_whom.people_low IS 'Fewest people that the figures allow; empty without any.';
COMMENT ON COLUMN who_moved_whom.people_high IS 'Most people that the figures allow; "more than" and "about" do not widen them.';
COMMENT ON COLUMN who_moved_whom.first_on IS 'Day of the first movement; of publication where the text tells none.';
COMMENT ON COLUMN who_moved_whom.last_on IS 'Day of the last movement.';
COMMENT ON COLUMN who_moved_whom.evacuation_ids IS 'The movements (evacuation_reports).';
