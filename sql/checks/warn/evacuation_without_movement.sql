-- An evacuation tag of which no movement could be read.
SELECT revisions.run_id, articles.url AS subject,
       'is tagged ' || tags.subtype || ', and no movement was read in it; read it, and look at the rules of its words' AS message
FROM tags
JOIN revisions USING (revision_id)
JOIN articles USING (article_id)
WHERE revisions.is_current AND tags.tag = 'evacuation'
  AND NOT EXISTS (
      FROM evacuations
      WHERE evacuations.revision_id = tags.revision_id AND evacuations.subtype = tags.subtype
        AND evacuations.status IN ('done', 'under_way', 'planned'));
