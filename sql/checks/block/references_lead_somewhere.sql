-- Every reference leads to a row.
SELECT 'fetches.run_id' AS subject, run_id AS message FROM fetches ANTI JOIN runs USING (run_id)
UNION ALL
SELECT 'fetches.outcome', outcome FROM fetches ANTI JOIN outcomes ON outcomes.word = fetches.outcome
UNION ALL
SELECT 'fetches.capture_id', capture_id FROM fetches ANTI JOIN captures USING (capture_id) WHERE capture_id IS NOT NULL
UNION ALL
SELECT 'entries.capture_id', capture_id FROM entries ANTI JOIN captures USING (capture_id)
UNION ALL
SELECT 'entries.feed_id', feed_id FROM entries ANTI JOIN feeds USING (feed_id)
UNION ALL
SELECT 'entries.article_id', article_id FROM entries ANTI JOIN articles USING (article_id) WHERE article_id IS NOT NULL
UNION ALL
SELECT 'revisions.article_id', article_id FROM revisions ANTI JOIN articles USING (article_id)
UNION ALL
SELECT 'revisions.capture_id', capture_id FROM revisions ANTI JOIN captures USING (capture_id)
UNION ALL
SELECT 'tags.revision_id', revision_id FROM tags ANTI JOIN revisions USING (revision_id)
UNION ALL
SELECT 'casualties.revision_id', revision_id FROM casualties ANTI JOIN revisions USING (revision_id)
UNION ALL
SELECT 'mentions.tag_id', tag_id FROM mentions ANTI JOIN tags USING (tag_id) WHERE tag_id IS NOT NULL
UNION ALL
SELECT 'mentions.rule_id', rule_id FROM mentions ANTI JOIN rules USING (rule_id) WHERE rule_id IS NOT NULL;
