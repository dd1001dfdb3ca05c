-- Grain: one row per month of publication and kind of casualty.
-- Answers: between how many and how many killed, wounded, missing and captured were told of in a month?
-- Of a story counts the largest figure (casualty_reports). Stories that tell of one attack are not told apart, so the
-- sums are a bound of what was told and no count of people.
CREATE VIEW casualties_monthly AS
SELECT
    CAST(date_trunc('month', published_at) AS DATE) AS month,
    kind,
    count(*) AS story_count,
    CAST(sum(low) AS BIGINT) AS low,
    CAST(sum(high) AS BIGINT) AS high,
    count(*) FILTER (qualifier = 'vague') AS vague_story_count,
    CAST(coalesce(sum(low) FILTER (qualifier <> 'vague'), 0) AS BIGINT) AS figured_low,
    max(high) AS largest_high,
    arg_max(url, high) AS largest_url
FROM casualty_reports
GROUP BY ALL;
COMMENT ON COLUMN casualties_monthly.month IS 'First day of the month of publication; empty where no date is known.';
COMMENT ON COLUMN casualties_monthly.kind IS 'killed, wounded, missing or captured.';
COMMENT ON COLUMN casualties_monthly.story_count IS 'Stories with a figure of this kind.';
COMMENT ON COLUMN casualties_monthly.low IS 'Sum of the lowest numbers that their largest figures allow.';
COMMENT ON COLUMN casualties_monthly.high IS 'Sum of the highest numbers.';
COMMENT ON COLUMN casualties_monthly.vague_story_count IS 'Stories that say no more than tens, hundreds or thousands.';
COMMENT ON COLUMN casualties_monthly.figured_low IS 'Of low what is told in figures.';
COMMENT ON COLUMN casualties_monthly.largest_high IS 'Highest number of one story.';
COMMENT ON COLUMN casualties_monthly.largest_url IS 'Address of that story''s article.';
