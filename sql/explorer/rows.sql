-- Grain: one row per text of `shown`, in its order.
-- Answers: what was reported, when, with which tags, words, places and actors?
WITH labelled AS (
    SELECT no, list(DISTINCT tag ORDER BY tag) AS tags, list(DISTINCT subtype ORDER BY subtype) AS subtypes
    FROM labels
    SEMI JOIN shown USING (no)
    GROUP BY no
),
proven AS (SELECT no, mention_no FROM proof SEMI JOIN shown USING (no)),
-- Words that prove two tags are one mention for each.
words AS (
    SELECT DISTINCT proven.no, mentions.field, mentions.start_char, mentions.end_char, mentions.text
    FROM live.mentions
    JOIN proven ON proven.mention_no = mentions.rowid
    WHERE mentions.rowid IN (SELECT mention_no FROM proven)
),
told AS (
    SELECT no, list(text ORDER BY field DESC, start_char, end_char) AS evidence FROM words GROUP BY no
),
placed AS (
    SELECT no, list(DISTINCT name ORDER BY name) AS places
    FROM (
        SELECT no, name_in($language, places.name, places.name_en) AS name
        FROM located
        SEMI JOIN shown USING (no)
        JOIN live.places ON places.rowid = located.place_no)
    GROUP BY no
),
acting AS (
    SELECT no, list(DISTINCT name ORDER BY name) AS actors
    FROM (
        SELECT no, name_in($language, actors.name, actors.name_en) AS name
        FROM involved
        SEMI JOIN shown USING (no)
        JOIN live.actors ON actors.rowid = involved.actor_no)
    GROUP BY no
),
texts_shown AS (
    SELECT rowid AS no, published_at, published_source, title, section, article_id, revision_id
    FROM live.revisions
    WHERE rowid IN (SELECT no FROM shown)
),
addresses AS (
    SELECT rowid AS article_no, url FROM live.articles WHERE rowid IN (SELECT article_no FROM shown)
)
SELECT
    texts_shown.published_at,
    texts_shown.published_source,
    texts_shown.title,
    coalesce(labelled.tags, []) AS tags,
    coalesce(labelled.subtypes, []) AS subtypes,
    coalesce(told.evidence, []) AS evidence,
    coalesce(placed.places, []) AS places,
    coalesce(acting.actors, []) AS actors,
    texts_shown.section,
    addresses.url,
    texts_shown.article_id,
    texts_shown.revision_id
FROM shown
JOIN texts_shown USING (no)
JOIN addresses USING (article_no)
LEFT JOIN labelled USING (no)
LEFT JOIN told USING (no)
LEFT JOIN placed USING (no)
LEFT JOIN acting USING (no)
ORDER BY shown.position
