-- What the explorer asks of one snapshot again and again, made in memory when it opens it: numbers instead of ids, and
-- only what narrows a choice. `live` is the snapshot; `no` is the rowid of a text in live.revisions. Texts are current.

-- What a place or an actor is called where people read `language`.
CREATE MACRO name_in(language, name, name_en) AS if(language = 'en', coalesce(name_en, name), name);

CREATE TABLE ids AS
SELECT revisions.rowid::INTEGER AS no, revision_id, articles.rowid::INTEGER AS article_no
FROM live.revisions
JOIN live.articles USING (article_id)
WHERE is_current;

CREATE TABLE labels AS
SELECT no, tag, subtype FROM live.tags JOIN ids USING (revision_id) ORDER BY no;

-- Words that prove a tag, by their rowid in live.mentions.
CREATE TABLE proof AS
SELECT no, mentions.rowid::INTEGER AS mention_no
FROM live.mentions
JOIN ids USING (revision_id)
WHERE tag_id IS NOT NULL
ORDER BY no;

-- Names in the sentences of the evidence, as conflict_reports has them; with the ends and actors of movements below.
CREATE TABLE named AS
WITH tagged AS (
    SELECT ids.no, ids.revision_id FROM ids SEMI JOIN proof USING (no)
),
sentences AS (
    SELECT DISTINCT tagged.no, field, sentence_no
    FROM live.mentions
    JOIN tagged USING (revision_id)
    WHERE tag_id IS NOT NULL
),
names AS (
    SELECT tagged.no, field, sentence_no, place_id, actor_id
    FROM live.mentions
    JOIN tagged USING (revision_id)
    WHERE place_id IS NOT NULL OR actor_id IS NOT NULL
)
SELECT DISTINCT no, place_id, actor_id FROM names SEMI JOIN sentences USING (no, field, sentence_no);

CREATE TABLE movements AS
WITH ends AS (
    SELECT
        evacuation_id,
        first(places.rowid::INTEGER ORDER BY field, start_char) FILTER (role = 'origin') AS origin_no,
        first(places.rowid::INTEGER ORDER BY field, start_char) FILTER (role = 'destination') AS destination_no
    FROM live.evacuation_places
    JOIN live.places USING (place_id)
    GROUP BY evacuation_id
)
SELECT ids.no, origin_no::SMALLINT AS origin_no, destination_no::SMALLINT AS destination_no
FROM live.evacuations
JOIN ids USING (revision_id)
LEFT JOIN ends USING (evacuation_id)
WHERE status IN ('done', 'under_way', 'planned');

CREATE TABLE located AS
WITH places_of AS (
    SELECT no, places.rowid::SMALLINT AS place_no FROM named JOIN live.places USING (place_id)
    UNION
    SELECT no, origin_no FROM movements WHERE origin_no IS NOT NULL
    UNION
    SELECT no, destination_no FROM movements WHERE destination_no IS NOT NULL
)
FROM places_of SEMI JOIN labels USING (no) ORDER BY no;

CREATE TABLE involved AS
SELECT no, actors.rowid::INTEGER AS actor_no FROM named JOIN live.actors USING (actor_id)
UNION
SELECT ids.no, actors.rowid::INTEGER AS actor_no
FROM live.evacuation_actors
JOIN ids USING (revision_id)
JOIN live.actors USING (actor_id)
SEMI JOIN labels ON labels.no = ids.no
ORDER BY no;

-- One bit a tag (1 conflict, 2 evacuation, 4 displacement): one pass over this table answers most questions.
CREATE TABLE texts AS
WITH bits AS (
    SELECT
        no,
        bit_or(CASE tag WHEN 'conflict' THEN 1 WHEN 'evacuation' THEN 2 ELSE 4 END::UTINYINT) AS tags
    FROM labels
    GROUP BY no
)
SELECT
    ids.no,
    ids.article_no,
    published_at,
    coalesce(bits.tags, 0::UTINYINT) AS tags,
    bits.no IS NOT NULL AND ids.no NOT IN (SELECT no FROM located) AS is_placeless
FROM ids
JOIN live.revisions ON revisions.rowid = ids.no
LEFT JOIN bits USING (no)
ORDER BY ids.no;

-- Movements with both ends on the map.
CREATE TABLE ways AS
FROM movements WHERE origin_no <> destination_no ORDER BY no;

DROP TABLE movements;
DROP TABLE named;
DROP TABLE ids;

CREATE TABLE place_choices AS
SELECT place_id, name, name_en, country, kind, count(*) AS text_count
FROM located
JOIN live.places ON places.rowid = place_no
GROUP BY ALL;

CREATE TABLE actor_choices AS
SELECT actor_id, name, name_en, kind, country, count(*) AS text_count
FROM involved
JOIN live.actors ON actors.rowid = actor_no
GROUP BY ALL;
