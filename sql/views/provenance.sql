-- Grain: one row per tag, of texts that are not current too.
-- Answers: from which byte of which WARC file does a tag come, read by what, decided by which rules?
CREATE VIEW provenance AS
WITH found AS (
    SELECT tag_id, list(DISTINCT rule_id ORDER BY rule_id) AS rule_ids FROM mentions WHERE tag_id IS NOT NULL GROUP BY tag_id
)
SELECT
    tags.tag_id,
    tags.tag,
    tags.subtype,
    captures.warc_file,
    captures.warc_offset,
    captures.capture_id,
    captures.url,
    captures.fetched_at,
    revisions.run_id,
    revisions.superseded_run_id,
    revisions.extractor_version,
    revisions.article_id,
    revisions.revision_id,
    revisions.is_current,
    tags.rules_version,
    found.rule_ids
FROM tags
JOIN revisions USING (revision_id)
JOIN captures USING (capture_id)
LEFT JOIN found USING (tag_id);
COMMENT ON COLUMN provenance.warc_file IS 'File of the archive, relative to the archive folder.';
COMMENT ON COLUMN provenance.warc_offset IS 'Byte offset of the response record in that file.';
COMMENT ON COLUMN provenance.url IS 'Address that was asked for.';
COMMENT ON COLUMN provenance.fetched_at IS 'When it was asked for.';
COMMENT ON COLUMN provenance.rule_ids IS 'Rules whose words prove it (rules).';
