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
SELECT 'mentions.rule_id', rule_id FROM mentions ANTI JOIN rules USING (rule_id) WHERE rule_id IS NOT NULL
UNION ALL
SELECT 'mentions.revision_id', revision_id FROM mentions ANTI JOIN revisions USING (revision_id)
UNION ALL
SELECT 'mentions.place_id', place_id FROM mentions ANTI JOIN places USING (place_id) WHERE place_id IS NOT NULL
UNION ALL
SELECT 'mentions.actor_id', actor_id FROM mentions ANTI JOIN actors USING (actor_id) WHERE actor_id IS NOT NULL
UNION ALL
SELECT 'evacuations.revision_id', revision_id FROM evacuations ANTI JOIN revisions USING (revision_id)
UNION ALL
-- With the revision: a part of a movement stands in the text that tells of the movement.
SELECT 'evacuation_places.evacuation_id', evacuation_id
FROM evacuation_places ANTI JOIN evacuations USING (evacuation_id, revision_id)
UNION ALL
SELECT 'evacuation_places.place_id', place_id
FROM evacuation_places ANTI JOIN places USING (place_id) WHERE place_id IS NOT NULL
UNION ALL
SELECT 'evacuation_actors.evacuation_id', evacuation_id
FROM evacuation_actors ANTI JOIN evacuations USING (evacuation_id, revision_id)
UNION ALL
SELECT 'evacuation_actors.actor_id', actor_id FROM evacuation_actors ANTI JOIN actors USING (actor_id)
UNION ALL
SELECT 'counts.evacuation_id', evacuation_id FROM counts ANTI JOIN evacuations USING (evacuation_id, revision_id);
