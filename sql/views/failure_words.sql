-- Grain: one row per run, purpose and word.
-- Answers: what went wrong in a run, how often, and where for example?
CREATE VIEW failure_words AS
WITH failed AS (
    SELECT run_id, purpose, outcome AS word, url, error
    FROM fetches
    JOIN outcomes ON outcomes.word = fetches.outcome
    WHERE outcomes.meaning <> 'read' AND fetches.outcome <> 'redirect'
    UNION ALL
    SELECT fetches.run_id, fetches.purpose, captures.read_word, fetches.url, NULL
    FROM fetches
    JOIN captures USING (capture_id)
    WHERE captures.read_as = 'failed' AND fetches.outcome = 'ok'
)
SELECT
    run_id,
    purpose,
    word,
    count(*) AS attempt_count,
    count(DISTINCT url) AS url_count,
    min(url) AS example_url,
    arg_min(error, url) AS example_error
FROM failed
GROUP BY run_id, purpose, word;
COMMENT ON COLUMN failure_words.purpose IS 'What was asked for: feed, article, robots or index.';
COMMENT ON COLUMN failure_words.word IS 'Fixed word of the failure (outcomes), or of what could not be read in an answer (captures.read_word).';
COMMENT ON COLUMN failure_words.attempt_count IS 'Attempts that ended so.';
COMMENT ON COLUMN failure_words.url_count IS 'Addresses among them.';
COMMENT ON COLUMN failure_words.example_url IS 'One of these addresses.';
COMMENT ON COLUMN failure_words.example_error IS 'What was said of it.';
COMMENT ON COLUMN failure_words.run_id IS 'Run in which it happened (runs).';
