-- More than a million people in one movement: likelier a wrong figure than news.
SELECT revisions.run_id, articles.url AS subject,
       'tells of ' || counts.high || ' ' || counts.unit || ' in one movement; read "' || counts.text || '" there' AS message
FROM counts
JOIN revisions USING (revision_id)
JOIN articles USING (article_id)
WHERE revisions.is_current AND counts.high > 1000000;
