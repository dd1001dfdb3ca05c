-- Grain: one row per conflict subtype of the current text of a story.
-- Answers: what fighting was reported, of which kind, where, between whom, with which toll, and which words say so?
-- Places and actors are those named in a sentence of the evidence. The toll is that of the whole report, by the rule of
-- casualty_reports: the rows of one report repeat it.
-- Of a story one article speaks, the first one that tells of conflict; its copies give no rows, so that sums do not
-- double, and `copies` says how many there are.
CREATE VIEW conflict_reports AS
WITH speakers AS (
    SELECT arg_min(revisions.revision_id, (revisions.published_at, revisions.article_id)) AS revision_id
    FROM tags
    JOIN revisions USING (revision_id)
    JOIN articles USING (article_id)
    WHERE revisions.is_current AND tags.tag = 'conflict'
    GROUP BY articles.story_id
),
words AS (
    SELECT tag_id, list(text ORDER BY field, start_char, end_char, mention_id) AS evidence
    FROM mentions
    WHERE tag_id IS NOT NULL
    GROUP BY tag_id
),
sentences AS (
    SELECT DISTINCT tag_id, revision_id, field, sentence_no FROM mentions WHERE tag_id IS NOT NULL
),
-- A name that stands there twice counts once, where it stands first.
named AS (
    SELECT
        sentences.tag_id,
        names.kind,
        coalesce(names.place_id, names.actor_id, names.text) AS what,
        first(struct_pack(
            name := coalesce(places.name, actors.name, names.text),
            name_en := coalesce(places.name_en, actors.name_en, places.name, actors.name, names.text),
            place_id := names.place_id)
            ORDER BY names.field, names.start_char, names.end_char, names.mention_id) AS it,
        min((names.field, names.start_char)) AS first_at
    FROM sentences
    JOIN mentions AS names USING (revision_id, field, sentence_no)
    LEFT JOIN places ON places.place_id = names.place_id
    LEFT JOIN actors ON actors.actor_id = names.actor_id
    WHERE names.kind IN ('place', 'actor')
    GROUP BY ALL
),
names_of AS (
    SELECT
        tag_id,
        list(it ORDER BY first_at) FILTER (kind = 'place') AS places,
        list(it ORDER BY first_at) FILTER (kind = 'actor') AS actors
    FROM named
    GROUP BY tag_id
),
largest AS (
    SELECT
        revision_id,
        kind,
        arg_max(low, (qualifier <> 'vague', high, low)) AS low,
        arg_max(high, (qualifier <> 'vague', high, low)) AS high
    FROM casualties
    GROUP BY revision_id, kind
),
tolls AS (
    SELECT
        revision_id,
        any_value(struct_pack(low := low, high := high)) FILTER (kind = 'killed') AS killed,
        any_value(struct_pack(low := low, high := high)) FILTER (kind = 'wounded') AS wounded,
        any_value(struct_pack(low := low, high := high)) FILTER (kind = 'missing') AS missing,
        any_value(struct_pack(low := low, high := high)) FILTER (kind = 'captured') AS captured
    FROM largest
    GROUP BY revision_id
)
SELECT
    revisions.published_at,
    tags.subtype,
    revisions.title,
    [place.name FOR place IN names_of.places] AS places,
    [place.name_en FOR place IN names_of.places] AS places_en,
    [place.place_id FOR place IN names_of.places] AS place_ids,
    [actor.name FOR actor IN names_of.actors] AS actors,
    [actor.name_en FOR actor IN names_of.actors] AS actors_en,
    tolls.killed.low AS killed_low,
    tolls.killed.high AS killed_high,
    tolls.wounded.low AS wounded_low,
    tolls.wounded.high AS wounded_high,
    tolls.missing.low AS missing_low,
    tolls.missing.high AS missing_high,
    tolls.captured.low AS captured_low,
    tolls.captured.high AS captured_high,
    words.evidence,
    tags.score,
    revisions.dateline_place,
    revisions.dateline_date,
    articles.url,
    stories.article_count - 1 AS copies,
    articles.story_id,
    revisions.article_id,
    revisions.revision_id
FROM tags
SEMI JOIN speakers USING (revision_id)
JOIN revisions USING (revision_id)
JOIN articles USING (article_id)
JOIN stories USING (story_id)
LEFT JOIN words USING (tag_id)
LEFT JOIN names_of USING (tag_id)
LEFT JOIN tolls USING (revision_id)
WHERE tags.tag = 'conflict';
COMMENT ON COLUMN conflict_reports.places IS 'Names of the places in the sentences of the evidence, in the order of the text.';
COMMENT ON COLUMN conflict_reports.places_en IS 'The same in Latin letters, one for each; the Arabic name where there is no other.';
COMMENT ON COLUMN conflict_reports.actors_en IS 'Their English names, one for each.';
COMMENT ON COLUMN conflict_reports.place_ids IS 'Their place_id (places), one for each name; empty where it is not known which place is meant.';
COMMENT ON COLUMN conflict_reports.actors IS 'Names of the actors in the sentences of the evidence, in the order of the text.';
COMMENT ON COLUMN conflict_reports.killed_low IS 'Fewest killed that the report allows, whatever killed them, see casualty_reports; empty without a figure.';
COMMENT ON COLUMN conflict_reports.killed_high IS 'Most killed that the report allows.';
COMMENT ON COLUMN conflict_reports.wounded_low IS 'Fewest wounded that the report allows.';
COMMENT ON COLUMN conflict_reports.wounded_high IS 'Most wounded that the report allows.';
COMMENT ON COLUMN conflict_reports.missing_low IS 'Fewest missing that the report allows.';
COMMENT ON COLUMN conflict_reports.missing_high IS 'Most missing that the report allows.';
COMMENT ON COLUMN conflict_reports.captured_low IS 'Fewest captured that the report allows, exchanged and freed captives too.';
COMMENT ON COLUMN conflict_reports.captured_high IS 'Most captured that the report allows.';
COMMENT ON COLUMN conflict_reports.copies IS 'Other articles of the story.';
COMMENT ON COLUMN conflict_reports.evidence IS 'The words that prove it, as published, in the order of the text.';
