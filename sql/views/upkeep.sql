-- Grain: one row per snapshot: what the operator of the daily run looks at.
-- Answers: when did the daily run last do its work, when is the next one overdue, how old is the archive, how fast does it grow?
CREATE VIEW upkeep AS
WITH good AS (
    SELECT run_id, started_at, ended_at FROM runs WHERE kind = 'daily' AND status = 'completed'
),
apart AS (
    SELECT
        date_diff('second', lag(started_at) OVER (ORDER BY started_at), started_at) / 3600 AS apart_h,
        row_number() OVER (ORDER BY started_at DESC) AS from_last
    FROM good
),
usual AS (
    SELECT greatest(quantile_disc(apart_h, 0.9), CASE WHEN count(apart_h) < 7 THEN 24 ELSE 0 END) AS usual_run_h
    FROM apart
    WHERE from_last <= 30
),
last_good AS (
    SELECT max(started_at) AS started_at, max(ended_at) AS ended_at, max(run_id) AS run_id FROM good
),
asked AS (
    SELECT
        sum(response_bytes) AS response_bytes,
        sum(response_bytes) FILTER (started_at >= (SELECT max(started_at) FROM runs) - INTERVAL 30 DAY)
            AS response_bytes_30_days
    FROM fetches
),
kept AS (
    SELECT min(fetched_at) AS oldest_capture_at, max(fetched_at) AS newest_capture_at, count(*) AS capture_count
    FROM captures
)
SELECT
    last_good.run_id AS last_good_run_id,
    last_good.ended_at AS last_good_run_at,
    usual_run_h,
    last_good.started_at + to_seconds(CAST(3600 * (usual_run_h + greatest(2, usual_run_h / 4)) AS BIGINT)) AS due_by,
    (SELECT max(revisions.first_fetched_at) FROM revisions JOIN good USING (run_id) WHERE revision_no = 1)
        AS last_new_article_at,
    (SELECT min(started_at) FROM runs) AS kept_since,
    oldest_capture_at,
    newest_capture_at,
    capture_count,
    coalesce(response_bytes, 0) AS response_bytes,
    coalesce(response_bytes_30_days, 0) AS response_bytes_30_days
FROM last_good, usual, asked, kept;
COMMENT ON COLUMN upkeep.last_good_run_id IS 'Last daily run that collected all and was published (runs).';
COMMENT ON COLUMN upkeep.last_good_run_at IS 'When it had collected all.';
COMMENT ON COLUMN upkeep.usual_run_h IS 'Usual time between two daily runs, in hours: nine of ten of the last 30 were no longer; a day at least while there are less than seven.';
COMMENT ON COLUMN upkeep.due_by IS 'The next daily run is overdue after this: the usual time and a quarter of it, two hours at least, after the last good one began. Compare it with the present: nothing in a snapshot can tell that no run came.';
COMMENT ON COLUMN upkeep.last_new_article_at IS 'When a daily run last fetched an article that was new.';
COMMENT ON COLUMN upkeep.kept_since IS 'When the first run of the archive began.';
COMMENT ON COLUMN upkeep.oldest_capture_at IS 'When the oldest response of the archive was captured; before kept_since where old material was read in.';
COMMENT ON COLUMN upkeep.newest_capture_at IS 'When the newest response was captured.';
COMMENT ON COLUMN upkeep.capture_count IS 'Responses in the archive.';
COMMENT ON COLUMN upkeep.response_bytes IS 'Their size as they crossed the network, in bytes; the archive compresses them once more.';
COMMENT ON COLUMN upkeep.response_bytes_30_days IS 'The same of attempts in the 30 days before the last run.';
