-- Grain: one row per run.
-- Answers: what did the run do, and what became of each entry that it saw?
CREATE VIEW run_summary AS
WITH asked AS (
    SELECT
        run_id,
        count(*) AS attempt_count,
        count(*) FILTER (outcome = 'not_modified') AS not_modified_count,
        count(*) FILTER (outcomes.meaning = 'failed' AND outcome <> 'redirect') AS failed_attempt_count
    FROM fetches
    JOIN outcomes ON outcomes.word = fetches.outcome
    GROUP BY run_id
),
brought AS (
    SELECT article_id, run_id, run_id = min(run_id) OVER (PARTITION BY article_id) AS is_first FROM revisions
),
texts AS (
    SELECT
        run_id,
        count(DISTINCT article_id) FILTER (is_first) AS new_article_count,
        count(DISTINCT article_id) FILTER (NOT is_first) AS revised_article_count
    FROM brought
    GROUP BY run_id
),
ended AS (
    SELECT
        run_id,
        count(*) AS seen_entry_count,
        count(*) FILTER (outcome = 'new') AS new_count,
        count(*) FILTER (outcome = 'revised') AS revised_count,
        count(*) FILTER (outcome = 'unchanged') AS unchanged_count,
        count(*) FILTER (outcome = 'known') AS known_count,
        count(*) FILTER (outcome = 'duplicate') AS duplicate_count,
        count(*) FILTER (outcome = 'missing') AS missing_count,
        count(*) FILTER (outcome = 'refused') AS refused_count,
        count(*) FILTER (outcome = 'failed') AS failed_count,
        count(*) FILTER (outcome = 'unreadable') AS unreadable_count,
        count(*) FILTER (outcome = 'no_link') AS no_link_count,
        count(*) FILTER (outcome = 'not_fetched') AS not_fetched_count
    FROM entries
    GROUP BY run_id
)
SELECT
    runs.run_id,
    runs.kind,
    runs.status,
    runs.started_at,
    date_diff('millisecond', runs.started_at, runs.ended_at) / 1000 AS collecting_s,
    runs.feed_count,
    coalesce(attempt_count, 0) AS attempt_count,
    coalesce(not_modified_count, 0) AS not_modified_count,
    coalesce(failed_attempt_count, 0) AS failed_attempt_count,
    coalesce(new_article_count, 0) AS new_article_count,
    coalesce(revised_article_count, 0) AS revised_article_count,
    coalesce(seen_entry_count, 0) AS seen_entry_count,
    coalesce(new_count, 0) AS new_count,
    coalesce(revised_count, 0) AS revised_count,
    coalesce(unchanged_count, 0) AS unchanged_count,
    coalesce(known_count, 0) AS known_count,
    coalesce(duplicate_count, 0) AS duplicate_count,
    coalesce(missing_count, 0) AS missing_count,
    coalesce(refused_count, 0) AS refused_count,
    coalesce(failed_count, 0) AS failed_count,
    coalesce(unreadable_count, 0) AS unreadable_count,
    coalesce(no_link_count, 0) AS no_link_count,
    coalesce(not_fetched_count, 0) AS not_fetched_count
FROM runs
LEFT JOIN asked USING (run_id)
LEFT JOIN texts USING (run_id)
LEFT JOIN ended USING (run_id);
COMMENT ON COLUMN run_summary.collecting_s IS 'Seconds from the first request to the last answer.';
COMMENT ON COLUMN run_summary.attempt_count IS 'Attempts to fetch in the run.';
COMMENT ON COLUMN run_summary.not_modified_count IS 'Attempts answered 304.';
COMMENT ON COLUMN run_summary.failed_attempt_count IS 'Attempts without an answer.';
COMMENT ON COLUMN run_summary.new_article_count IS 'Articles whose first text the run brought, those among them that an earlier run had left over too.';
COMMENT ON COLUMN run_summary.revised_article_count IS 'Articles whose correction the run brought.';
COMMENT ON COLUMN run_summary.seen_entry_count IS 'Entries that the run saw: the sum of the counts by outcome.';
COMMENT ON COLUMN run_summary.new_count IS 'Entries that brought an article read for the first time.';
COMMENT ON COLUMN run_summary.revised_count IS 'Entries whose article has a new text.';
COMMENT ON COLUMN run_summary.unchanged_count IS 'Entries whose article was asked for again and had the same text.';
COMMENT ON COLUMN run_summary.known_count IS 'Entries whose article was known and not due.';
COMMENT ON COLUMN run_summary.duplicate_count IS 'Entries whose article was named before in the run.';
COMMENT ON COLUMN run_summary.missing_count IS 'Entries whose page is not there.';
COMMENT ON COLUMN run_summary.refused_count IS 'Entries whose page we may not fetch.';
COMMENT ON COLUMN run_summary.failed_count IS 'Entries whose article gave no answer; asked again later.';
COMMENT ON COLUMN run_summary.unreadable_count IS 'Entries whose page holds no text.';
COMMENT ON COLUMN run_summary.no_link_count IS 'Entries without a link.';
COMMENT ON COLUMN run_summary.not_fetched_count IS 'Entries left over by an interrupted run.';
COMMENT ON COLUMN run_summary.run_id IS 'Start time of the run and a random part; sorts by time.';
COMMENT ON COLUMN run_summary.kind IS 'daily, or backfill (old material was read in).';
COMMENT ON COLUMN run_summary.status IS 'completed, or interrupted when it ended before it had collected all.';
