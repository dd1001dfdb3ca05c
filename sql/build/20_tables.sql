-- From staged rows and annotations to the published tables. Every statement fills one table.

INSERT INTO feeds BY NAME
WITH latest AS (SELECT max(run_id) AS run_id FROM staged_runs WHERE kind = 'daily')
SELECT
    feed_id,
    arg_max(title, run_id) AS title,
    arg_max(url, run_id) AS url,
    arg_max(kind, run_id) AS kind,
    arg_max(stale_after_days, run_id) AS stale_after_days,
    coalesce(bool_or(run_id = (SELECT run_id FROM latest)), false) AS is_polled
FROM staged_feeds
GROUP BY feed_id;

-- A backfill says in each of its files that it started, and in the last one that it ended.
INSERT INTO runs BY NAME
SELECT
    run_id,
    min(kind) AS kind,
    min(started_at) AS started_at,
    max(ended_at) AS ended_at,
    min(status) AS status,
    min(marsad_version) AS marsad_version,
    max(feed_count) AS feed_count,
    max(fetch_count) AS fetch_count,
    max(entry_count) AS entry_count,
    min(warc_file) AS warc_file
FROM staged_runs
GROUP BY run_id
ORDER BY run_id;

INSERT INTO archive_files BY NAME SELECT warc_file FROM read_files ORDER BY warc_file;

INSERT INTO imported_files BY NAME SELECT * FROM staged_imported_files ORDER BY run_id, name;

INSERT INTO fetches BY NAME SELECT * FROM staged_fetches ORDER BY fetch_id;

INSERT INTO captures BY NAME SELECT * FROM staged_captures ORDER BY fetched_at, capture_id;

-- Grain: one row per text that is not current: the run that found another one in its place.
CREATE TEMP TABLE superseded AS
SELECT distinct_texts.revision_id, arg_min(texts.run_id, (texts.fetched_at, texts.capture_id)) AS superseded_run_id
FROM distinct_texts
JOIN texts
  ON texts.article_id = distinct_texts.article_id
 AND (texts.fetched_at, texts.capture_id) > (distinct_texts.last_fetched_at, distinct_texts.last_capture_id)
GROUP BY distinct_texts.revision_id;

-- Grain: one row per text: how manieth of its article it is, and the run that superseded it.
CREATE TEMP TABLE numbered_texts AS
SELECT
    distinct_texts.*,
    row_number() OVER (PARTITION BY article_id ORDER BY fetched_at, capture_id) AS revision_no,
    superseded.superseded_run_id
FROM distinct_texts
LEFT JOIN superseded USING (revision_id);

INSERT INTO revisions BY NAME
SELECT
    texts.revision_id,
    texts.article_id,
    texts.revision_no,
    texts.is_current,
    pages.title,
    pages.body,
    texts.text_sha256,
    annotations.language,
    pages.section,
    pages.author,
    pages.editor,
    pages.image_urls,
    pages.page_count,
    pages.is_complete,
    annotations.dateline_place,
    annotations.dateline_date,
    annotations.dateline_agency,
    coalesce(stamp_at, feed_at, url_on, dateline_date, meta_at) AS published_at,
    CASE
        WHEN stamp_at IS NOT NULL THEN 'stamp'
        WHEN feed_at IS NOT NULL THEN 'feed'
        WHEN url_on IS NOT NULL THEN 'url'
        WHEN dateline_date IS NOT NULL THEN 'dateline'
        WHEN meta_at IS NOT NULL THEN 'meta'
    END AS published_source,
    coalesce(date_diff('day',
        least(stamp_at, feed_at, url_on, dateline_date, meta_at)::DATE,
        greatest(stamp_at, feed_at, url_on, dateline_date, meta_at)::DATE), 0) AS published_spread_days,
    pages.template,
    $extractor_version AS extractor_version,
    texts.capture_id,
    texts.first_run_id AS run_id,
    texts.superseded_run_id,
    texts.fetched_at AS first_fetched_at,
    texts.last_fetched_at
FROM numbered_texts AS texts
JOIN whole_pages AS pages USING (capture_id, article_id)
JOIN (SELECT revision_id, published_on, language, dateline_place, dateline_date, dateline_agency FROM staged_annotations)
    AS annotations
  ON annotations.revision_id = texts.revision_id
 AND annotations.published_on IS NOT DISTINCT FROM texts.published_on
ORDER BY published_at, texts.revision_id;

-- Grain: one row per text: what the present rules say of it.
CREATE TEMP VIEW said AS
SELECT annotations.* EXCLUDE (published_on)
FROM distinct_texts AS texts
JOIN staged_annotations AS annotations
  ON annotations.revision_id = texts.revision_id
 AND annotations.published_on IS NOT DISTINCT FROM texts.published_on;

CREATE TEMP TABLE tagged AS
SELECT revision_id, concat_ws('/', revision_id, tag.tag, tag.subtype, tag.trigger) AS tag_id, tag
FROM said, unnest(said.tags) AS tags (tag);

INSERT INTO tags BY NAME
SELECT
    tag_id,
    revision_id,
    tag.tag,
    tag.subtype,
    tag.trigger,
    tag.score,
    $rules_version AS rules_version,
    revisions.run_id,
    revisions.superseded_run_id
FROM tagged
JOIN revisions USING (revision_id)
ORDER BY revision_id, tag_id;

-- Taken apart first and sorted then: a sort that is fed by unnest keeps all of it in memory.
CREATE TEMP TABLE spans AS
SELECT revision_id, tag_id, 'trigger' AS kind, unnest(list_distinct(tag.evidence), recursive := true)
FROM tagged
UNION ALL BY NAME
SELECT revision_id, NULL AS tag_id, unnest(list_distinct(mentions), recursive := true)
FROM said;

INSERT INTO mentions BY NAME
SELECT
    left(sha256(concat_ws('/', revision_id, tag_id, kind, field, start_char, end_char, rule_id, realis, place_id,
        actor_id)), 24) AS mention_id,
    *
FROM spans
ORDER BY revision_id, field, start_char, mention_id;

DROP TABLE spans;

INSERT INTO casualties BY NAME
SELECT
    left(sha256(concat_ws('/', revision_id, toll.kind, toll.start_char, toll.end_char)), 24) AS casualty_id,
    revision_id,
    toll.kind,
    toll.low,
    toll.high,
    toll.qualifier,
    toll.start_char,
    toll.end_char,
    toll.text
FROM said, unnest(said.casualties) AS casualties (toll)
ORDER BY revision_id, toll.start_char, casualty_id;

-- Grain: one row per movement that a text tells of, with its places, counts and actors.
-- Two movements can be told by the same words (fighters go one way, wounded another): nth tells them apart.
CREATE TEMP TABLE moved AS
WITH numbered AS (
    SELECT revision_id, told, evacuation_no
    FROM said, unnest(said.evacuations) WITH ORDINALITY AS evacuations (told, evacuation_no)
),
placed AS (
    SELECT
        *,
        row_number() OVER (
            PARTITION BY revision_id, told.field, told.start_char, told.end_char, told.subtype
            ORDER BY evacuation_no) AS nth
    FROM numbered
)
SELECT
    left(sha256(concat_ws('/', revision_id, told.field, told.start_char, told.end_char, told.subtype, nth)), 24)
        AS evacuation_id,
    revision_id,
    evacuation_no,
    told
FROM placed;

INSERT INTO evacuations BY NAME
SELECT
    evacuation_id,
    revision_id,
    evacuation_no,
    told.status,
    told.subtype,
    told.trigger,
    told.is_under_deal,
    told.moved_on,
    told.field,
    told.start_char,
    told.end_char,
    told.text,
    $rules_version AS rules_version
FROM moved
ORDER BY revision_id, evacuation_no;

INSERT INTO evacuation_places BY NAME
WITH spans AS (SELECT evacuation_id, revision_id, unnest(told.places, recursive := true) FROM moved)
SELECT DISTINCT
    left(sha256(concat_ws('/', evacuation_id, role, name, coalesce(place_id, ''), field, start_char, end_char)), 24)
        AS evacuation_place_id,
    *
FROM spans
ORDER BY revision_id, evacuation_id, role, start_char, evacuation_place_id;

INSERT INTO evacuation_actors BY NAME
WITH spans AS (SELECT evacuation_id, revision_id, unnest(told.actors, recursive := true) FROM moved)
SELECT DISTINCT
    left(sha256(concat_ws('/', evacuation_id, role, actor_id, start_char, end_char)), 24) AS evacuation_actor_id,
    *
FROM spans
ORDER BY revision_id, evacuation_id, role, start_char, evacuation_actor_id;

INSERT INTO counts BY NAME
WITH spans AS (SELECT evacuation_id, revision_id, unnest(told.counts, recursive := true) FROM moved)
SELECT DISTINCT
    left(sha256(concat_ws('/', evacuation_id, unit, low, high, qualifier, sum_no, start_char, end_char)), 24) AS count_id,
    *
FROM spans
ORDER BY revision_id, evacuation_id, start_char, count_id;

INSERT INTO places BY NAME
WITH named AS (SELECT unnest(places, recursive := true) FROM said)
SELECT DISTINCT ON (place_id)
    named.*,
    name_en,
    CASE WHEN kind = 'listed' THEN 'user' WHEN place_id LIKE 'marsad:%' THEN 'marsad' ELSE 'geonames' END AS source
FROM named
LEFT JOIN english_names ON id = place_id
ORDER BY place_id, name, lat, lon;

INSERT INTO actors BY NAME
WITH named AS (SELECT unnest(actors, recursive := true) FROM said)
SELECT DISTINCT ON (actor_id) named.*, name_en
FROM named
LEFT JOIN english_names ON id = actor_id
ORDER BY actor_id, name;

-- Grain: one row per article and run that asked for its first page: what the run got.
CREATE TEMP TABLE visits AS
WITH last_attempts AS (
    SELECT article_id, run_id, arg_max(fetch_id, (started_at, fetch_id)) AS fetch_id, max(started_at) AS asked_at
    FROM fetches
    WHERE purpose = 'article' AND page_no = 1
    GROUP BY article_id, run_id
),
brought AS (
    SELECT DISTINCT article_id, run_id, run_id = min(run_id) OVER (PARTITION BY article_id) AS is_first FROM revisions
)
SELECT
    last_attempts.article_id,
    last_attempts.run_id,
    last_attempts.asked_at,
    fetches.outcome,
    CASE WHEN captures.read_as = 'failed' THEN 'unreadable' ELSE outcomes.meaning END AS meaning,
    CASE WHEN brought.is_first THEN 'new' WHEN NOT brought.is_first THEN 'revised' ELSE 'unchanged' END AS change
FROM last_attempts
JOIN fetches USING (fetch_id)
JOIN outcomes ON outcomes.word = fetches.outcome
LEFT JOIN captures ON captures.capture_id = fetches.capture_id
LEFT JOIN brought ON brought.article_id = last_attempts.article_id AND brought.run_id = last_attempts.run_id;

CREATE TEMP TABLE last_visits AS
SELECT article_id, max(asked_at) AS asked_at, arg_max(meaning, (asked_at, run_id)) AS meaning
FROM visits
GROUP BY article_id;

-- What a run of ours saw in a feed is told by what that run then got. An entry of an archived feed has no such run:
-- it is told by what is known of its article, whatever order things came in.
INSERT INTO entries BY NAME
WITH ours AS (SELECT DISTINCT run_id FROM staged_runs WHERE kind = 'daily'),
placed AS (
    SELECT
        staged_entries.*,
        ours.run_id IS NOT NULL AS is_ours,
        row_number() OVER (
            PARTITION BY staged_entries.run_id, article_id ORDER BY seen_at, feed_id, position, entry_id) AS nth_in_run,
        row_number() OVER (PARTITION BY capture_id, article_id ORDER BY position, entry_id) AS nth_in_capture
    FROM staged_entries
    LEFT JOIN ours USING (run_id)
),
asked_before AS (
    SELECT article_id, min(run_id) AS run_id FROM visits GROUP BY article_id
),
completed AS (SELECT run_id FROM runs WHERE status = 'completed'),
read_articles AS (SELECT DISTINCT article_id FROM revisions),
first_archived AS (
    SELECT article_id, arg_min(entry_id, (seen_at, feed_id, position, entry_id)) AS entry_id
    FROM placed
    WHERE NOT is_ours
    GROUP BY article_id
)
SELECT
    placed.* EXCLUDE (canonical_url, is_ours, nth_in_run, nth_in_capture),
    CASE
        WHEN placed.article_id IS NULL THEN 'no_link'
        WHEN NOT is_ours AND nth_in_capture > 1 THEN 'duplicate'
        WHEN NOT is_ours AND read_articles.article_id IS NOT NULL
            THEN CASE WHEN first_archived.entry_id = placed.entry_id THEN 'new' ELSE 'known' END
        WHEN NOT is_ours THEN coalesce(nullif(last_visits.meaning, 'read'), 'not_fetched')
        WHEN placed.nth_in_run > 1 THEN 'duplicate'
        WHEN visits.meaning = 'read' THEN visits.change
        WHEN visits.meaning IS NOT NULL THEN visits.meaning
        WHEN asked_before.run_id < placed.run_id THEN 'known'
        -- A clock that was set back gives a later run an earlier name. A run that ended asks for all it does not know.
        WHEN asked_before.run_id IS NOT NULL AND completed.run_id IS NOT NULL THEN 'known'
        ELSE 'not_fetched'
    END AS outcome
FROM placed
LEFT JOIN visits ON visits.article_id = placed.article_id AND visits.run_id = placed.run_id
LEFT JOIN last_visits ON last_visits.article_id = placed.article_id
LEFT JOIN completed ON completed.run_id = placed.run_id
LEFT JOIN asked_before ON asked_before.article_id = placed.article_id
LEFT JOIN read_articles ON read_articles.article_id = placed.article_id
LEFT JOIN first_archived ON first_archived.article_id = placed.article_id
ORDER BY seen_at, feed_id, position;

INSERT INTO articles BY NAME
WITH named AS (
    SELECT article_id, canonical_url, url, seen_at FROM staged_entries WHERE article_id IS NOT NULL
    UNION ALL
    SELECT article_id, canonical_url, canonical_url, fetched_at FROM staged_pages
),
articles_named AS (
    SELECT
        article_id,
        min(canonical_url) AS canonical_url,
        coalesce(arg_max(url, (seen_at, url)) FILTER (url <> canonical_url), min(url)) AS url,
        min(seen_at) AS first_seen_at
    FROM named
    GROUP BY article_id
),
texts_of AS (
    SELECT article_id, count(*) AS revision_count, max(revision_id) FILTER (is_current) AS current_revision_id
    FROM revisions
    GROUP BY article_id
)
SELECT
    articles_named.article_id,
    canonical_url,
    url,
    CASE WHEN texts_of.article_id IS NOT NULL THEN 'read' ELSE coalesce(last_visits.meaning, 'pending') END AS status,
    first_seen_at,
    last_visits.asked_at AS last_fetched_at,
    coalesce(texts_of.revision_count, 0) AS revision_count,
    texts_of.current_revision_id,
    -- A story of its own, until it is known whose copy it is.
    CASE WHEN texts_of.article_id IS NOT NULL THEN article_id END AS story_id
FROM articles_named
LEFT JOIN last_visits USING (article_id)
LEFT JOIN texts_of USING (article_id)
ORDER BY first_seen_at, article_id;

INSERT INTO issues BY NAME SELECT DISTINCT * FROM staged_issues ORDER BY issue_id;
