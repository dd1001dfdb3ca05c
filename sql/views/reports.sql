-- Grain: one row per article whose current text carries a tag.
-- Answers: what was reported, when, with which tags, which words say so, and of which story is it a copy?
-- To count stories and not their copies, ask WHERE is_story_lead.
CREATE VIEW reports AS
WITH words AS (
    SELECT tag_id, list(text ORDER BY field, start_char, mention_id) AS evidence
    FROM mentions
    WHERE tag_id IS NOT NULL
    GROUP BY tag_id
),
tagged AS (
    SELECT
        tags.revision_id,
        list(DISTINCT tags.tag ORDER BY tags.tag) AS tags,
        list(DISTINCT tags.subtype ORDER BY tags.subtype) AS subtypes,
        list(DISTINCT tags.trigger ORDER BY tags.trigger) FILTER (tags.trigger IS NOT NULL) AS triggers,
        max(tags.score) AS score,
        flatten(list(words.evidence ORDER BY tags.tag, tags.subtype, tag_id)) AS evidence
    FROM tags
    LEFT JOIN words USING (tag_id)
    GROUP BY tags.revision_id
),
speakers AS (
    SELECT arg_min(revisions.revision_id, (revisions.published_at, revisions.article_id)) AS revision_id
    FROM revisions
    SEMI JOIN tags USING (revision_id)
    JOIN articles USING (article_id)
    WHERE revisions.is_current
    GROUP BY articles.story_id
)
SELECT
    revisions.article_id,
    revisions.revision_id,
    revisions.published_at,
    revisions.published_source,
    revisions.title,
    tagged.tags,
    tagged.subtypes,
    tagged.triggers,
    tagged.score,
    tagged.evidence,
    revisions.dateline_place,
    revisions.dateline_date,
    revisions.section,
    revisions.revision_no,
    articles.url,
    articles.story_id,
    speakers.revision_id IS NOT NULL AS is_story_lead,
    revisions.body
FROM revisions
JOIN articles USING (article_id)
JOIN tagged USING (revision_id)
LEFT JOIN speakers USING (revision_id)
WHERE revisions.is_current;
COMMENT ON COLUMN reports.tags IS 'All tags of the text.';
COMMENT ON COLUMN reports.subtypes IS 'All subtypes of the text.';
COMMENT ON COLUMN reports.triggers IS 'All triggers of the text.';
COMMENT ON COLUMN reports.score IS 'Highest score of its tags, from 0 to 1.';
COMMENT ON COLUMN reports.is_story_lead IS 'Whether it is the first article of its story that carries a tag: one of each story.';
COMMENT ON COLUMN reports.evidence IS 'The words that prove it, as published, in the order of the text.';
