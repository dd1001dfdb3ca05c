-- Grain: one row per month, trigger, whether a deal was made, and status of the movements of evacuation_reports.
-- Answers: how many people were moved, or are to be, in which month, why, and under a deal or not?
-- Each movement counts once. Sums count people twice where several stories tell of one movement.
CREATE VIEW people_moved_monthly AS
SELECT
    CAST(date_trunc('month', coalesce(moved_on, CAST(published_at AS DATE))) AS DATE) AS month,
    trigger,
    is_under_deal,
    status,
    count(*) AS movement_count,
    count(people_high) AS counted_movement_count,
    CAST(sum(people_low) AS BIGINT) AS people_low,
    CAST(sum(people_high) AS BIGINT) AS people_high,
    CAST(sum(people_low) FILTER (people_qualifier <> 'vague') AS BIGINT) AS figured_people_low,
    CAST(sum(households_low) AS BIGINT) AS households_low,
    CAST(sum(households_high) AS BIGINT) AS households_high
FROM evacuation_reports
GROUP BY ALL;
COMMENT ON COLUMN people_moved_monthly.month IS 'First day of the month of the movement; of publication where the text tells no day.';
COMMENT ON COLUMN people_moved_monthly.movement_count IS 'Movements.';
COMMENT ON COLUMN people_moved_monthly.counted_movement_count IS 'Those among them with a figure of people.';
COMMENT ON COLUMN people_moved_monthly.people_low IS 'Fewest people that the figures allow; empty without any.';
COMMENT ON COLUMN people_moved_monthly.people_high IS 'Most people that the figures allow; "more than" and "about" do not widen them.';
COMMENT ON COLUMN people_moved_monthly.figured_people_low IS 'Of people_low what is told in figures, not as "hundreds".';
COMMENT ON COLUMN people_moved_monthly.households_low IS 'Fewest households; they are not among the people.';
COMMENT ON COLUMN people_moved_monthly.households_high IS 'Most households.';
COMMENT ON COLUMN people_moved_monthly.status IS 'done, under_way or planned.';
COMMENT ON COLUMN people_moved_monthly.trigger IS 'Why people left: conflict, disaster or other.';
