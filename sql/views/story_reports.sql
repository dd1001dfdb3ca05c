-- Grain: one row per story with a tag.
-- Answers: which article reported a story first, which others told it, and what was corrected, when?
CREATE VIEW story_reports AS
WITH told AS (
    SELECT DISTINCT articles.story_id
    FROM articles
    JOIN tags ON tags.revision_id = articles.current_revision_id
),
texts AS (
    SELECT
        articles.story_id,
        revisions.article_id,
        revisions.revision_no,
        revisions.title,
        revisions.published_at,
        revisions.first_fetched_at,
        articles.url,
        first_value(revisions.title) OVER (PARTITION BY revisions.article_id ORDER BY revision_no) AS first_title
    FROM told
    JOIN articles USING (story_id)
    JOIN revisions USING (article_id)
)
SELECT
    stories.first_published_at AS published_at,
    any_value(texts.first_title) FILTER (texts.article_id = story_id) AS first_title,
    any_value(texts.url) FILTER (texts.article_id = story_id) AS url,
    stories.article_count - 1 AS copies,
    count(*) FILTER (texts.revision_no > 1) AS correction_count,
    list(struct_pack(
        article_id := texts.article_id,
        revision_no := texts.revision_no,
        found_at := texts.first_fetched_at,
        title := texts.title) ORDER BY texts.first_fetched_at, texts.article_id, texts.revision_no)
        FILTER (texts.revision_no > 1) AS corrections,
    stories.last_published_at,
    stories.story_id
FROM texts
JOIN stories USING (story_id)
GROUP BY ALL;
COMMENT ON COLUMN story_reports.published_at IS 'When its first article was published; empty where no date is known.';
COMMENT ON COLUMN story_reports.first_title IS 'Title that the first article had at first.';
COMMENT ON COLUMN story_reports.url IS 'Address to open the first article at.';
COMMENT ON COLUMN story_reports.copies IS 'Other articles of the story.';
COMMENT ON COLUMN story_reports.correction_count IS 'Later texts of its articles.';
COMMENT ON COLUMN story_reports.corrections IS 'Those texts: of which article, its how manieth text, when it was first fetched, and its title.';
COMMENT ON COLUMN story_reports.last_published_at IS 'When the last of its articles was published.';
COMMENT ON COLUMN story_reports.story_id IS 'The article_id of its first article (stories, articles).';
