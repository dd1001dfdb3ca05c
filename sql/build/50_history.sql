-- What the present publication changes in history: reports of `standing` against those that stood, of articles `compared`.
CREATE TEMP TABLE unchanged AS
SELECT article_id
FROM (
    SELECT article_id, revision_id, published_at, title, tags, subtypes, triggers, score, evidence, movements, url
    FROM report_history
    WHERE until_publication IS NULL AND article_id IN (FROM compared)
    INTERSECT
    SELECT article_id, revision_id, published_at, title, tags, subtypes, triggers, score, evidence, movements, url
    FROM standing
);

INSERT INTO publications BY NAME
WITH brought AS (
    SELECT
        coalesce(list(run_id ORDER BY run_id), []) AS run_ids,
        CASE WHEN count(*) = 0 THEN 'rebuild' WHEN bool_or(kind = 'backfill') THEN 'backfill' ELSE 'daily' END AS kind
    FROM runs
    WHERE run_id NOT IN (SELECT unnest(run_ids) FROM publications)
)
SELECT
    CAST($publication_no AS INTEGER) AS publication_no,
    CAST($built_at AS TIMESTAMP) AS built_at,
    $snapshot_id AS snapshot_id,
    kind,
    run_ids,
    $marsad_version AS marsad_version,
    $rules_version AS rules_version,
    $extractor_version AS extractor_version
FROM brought;

UPDATE report_history
SET until_publication = CAST($publication_no AS INTEGER), until_at = CAST($built_at AS TIMESTAMP)
WHERE until_publication IS NULL AND article_id IN (FROM compared) AND article_id NOT IN (FROM unchanged);

INSERT INTO report_history BY NAME
SELECT
    left(sha256(concat_ws('/', article_id, $publication_no)), 24) AS report_history_id,
    *,
    $rules_version AS rules_version,
    $extractor_version AS extractor_version,
    CAST($publication_no AS INTEGER) AS from_publication,
    CAST($built_at AS TIMESTAMP) AS from_at
FROM standing
WHERE article_id NOT IN (FROM unchanged)
ORDER BY article_id;
