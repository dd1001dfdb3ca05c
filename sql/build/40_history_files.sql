-- History as its files tell it: see pipeline/warehouse/history.py.
INSERT INTO publications BY NAME
SELECT publication_no, built_at, snapshot_id, kind, run_ids, marsad_version, rules_version, extractor_version
FROM history_files
WHERE article_id IS NULL
ORDER BY publication_no;

INSERT INTO report_history BY NAME
WITH placed AS (
    SELECT *, lead(publication_no) OVER (PARTITION BY article_id ORDER BY publication_no) AS until_publication
    FROM history_files
    WHERE article_id IS NOT NULL
)
SELECT
    left(sha256(concat_ws('/', placed.article_id, placed.publication_no)), 24) AS report_history_id,
    placed.article_id,
    placed.revision_id,
    placed.published_at,
    placed.title,
    placed.tags,
    placed.subtypes,
    placed.triggers,
    placed.score,
    placed.evidence,
    placed.movements,
    placed.url,
    began.rules_version,
    began.extractor_version,
    placed.publication_no AS from_publication,
    began.built_at AS from_at,
    placed.until_publication,
    ended.built_at AS until_at
FROM placed
JOIN publications AS began ON began.publication_no = placed.publication_no
LEFT JOIN publications AS ended ON ended.publication_no = placed.until_publication
WHERE NOT placed.is_withdrawn
ORDER BY from_publication, article_id;
