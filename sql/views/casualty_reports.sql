-- Grain: one row per story and kind of casualty that its current text gives a figure of.
-- Answers: how many were killed, wounded, missing or captured by a report, and which words say so?
-- low and high are those of the largest figure: a report repeats its toll and tells parts of it, so its figures are
-- not added up; orders such as "tens" count only where there is no figure.
-- Of a story one article speaks, the first one that tells of casualties; its copies give no rows, so that sums do not
-- double, and `copies` says how many there are.
CREATE VIEW casualty_reports AS
WITH speakers AS (
    SELECT arg_min(revisions.revision_id, (revisions.published_at, revisions.article_id)) AS revision_id
    FROM casualties
    JOIN revisions USING (revision_id)
    JOIN articles USING (article_id)
    WHERE revisions.is_current
    GROUP BY articles.story_id
)
SELECT
    revisions.published_at,
    casualties.kind,
    arg_max(casualties.low, (casualties.qualifier <> 'vague', casualties.high, casualties.low)) AS low,
    arg_max(casualties.high, (casualties.qualifier <> 'vague', casualties.high, casualties.low)) AS high,
    arg_max(casualties.qualifier, (casualties.qualifier <> 'vague', casualties.high, casualties.low)) AS qualifier,
    count(*) AS figure_count,
    list(casualties.text ORDER BY casualties.start_char, casualties.end_char, casualties.casualty_id) AS evidence,
    revisions.title,
    articles.url,
    stories.article_count - 1 AS copies,
    articles.story_id,
    revisions.article_id,
    revisions.revision_id
FROM casualties
SEMI JOIN speakers USING (revision_id)
JOIN revisions USING (revision_id)
JOIN articles USING (article_id)
JOIN stories USING (story_id)
GROUP BY ALL;
COMMENT ON COLUMN casualty_reports.kind IS 'killed, wounded, missing or captured.';
COMMENT ON COLUMN casualty_reports.low IS 'Lowest number that the words of the largest figure allow.';
COMMENT ON COLUMN casualty_reports.high IS 'Highest number that the words of the largest figure allow.';
COMMENT ON COLUMN casualty_reports.qualifier IS 'exact, about, more_than, less_than or vague.';
COMMENT ON COLUMN casualty_reports.figure_count IS 'Figures of this kind in the text.';
COMMENT ON COLUMN casualty_reports.copies IS 'Other articles of the story.';
COMMENT ON COLUMN casualty_reports.evidence IS 'The words of all of them, as published, in the order of the text.';
