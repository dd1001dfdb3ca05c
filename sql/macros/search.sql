-- Grain: one row per article that fits a query best, at most 20 or as many as most := says.
-- Answers: which articles tell of these words, and where do they say so?
-- SELECT published_at, title, marked, url FROM search('إجلاء المسلحين', since := '2017-01-01')
--
-- query VARCHAR: Words; those between quotation marks (" or « ») stand together, in this order.
-- any_word BOOLEAN: Whether one of the words is enough; else all must be there.
-- since TIMESTAMP: Published at this time (UTC) or later; a day such as '2017-08-01' will do.
-- until TIMESTAMP: Published before this time: the first moment that is too late.
-- tagged VARCHAR: Only with this tag: conflict, evacuation or displacement.
-- about VARCHAR: Only with this subtype (codes).
-- named VARCHAR: Only where the text names this place or actor: its Arabic name or its id.
-- most INTEGER: So many articles at most.
-- offset_by INTEGER: Leave out so many of the best: 20 gives the next 20.
-- marked: The snippet with ⟦ ⟧ round the words that were found.
-- score: How well it fits (BM25); a word of the title counts three times.
-- words_found: How many of the words looked for it holds; two common words in a row of a phrase count once.
-- found_count: How many articles fit in all.
-- tags: Its tags.
-- subtypes: Its subtypes (codes).
-- snippet: A stretch of the body, as published, that holds most of the words.
-- snippet_start: Code point of the body at which the snippet begins.
-- hits: Stretches [start_char, end_char) of the body that the words hold in the snippet.
-- title_hits: Those of the title.
CREATE MACRO search(
    query, any_word := false, since := NULL, until := NULL, tagged := NULL, about := NULL, named := NULL, most := 20,
    offset_by := 0
) AS TABLE
WITH hits AS MATERIALIZED (
    SELECT text_no, score, words_found, published_at
    FROM search_numbers(query, any_word := any_word, since := since, until := until, tagged := tagged, about := about,
        named := named)
),
best AS MATERIALIZED (
    FROM hits
    ORDER BY score DESC, published_at DESC, text_no
    LIMIT most OFFSET offset_by
),
-- Ids cost most, to read and to compare: only those of the best are read.
named_best AS MATERIALIZED (
    SELECT revision_id, score, words_found
    FROM search_index.main.texts
    JOIN best USING (text_no)
),
-- With an index DuckDB reads one text where it would read 2,048, but only where nothing else narrows the rows: LIMIT
-- keeps the question whether a text is current out of here.
text_rows AS MATERIALIZED (
    SELECT revision_id, article_id, title, body, published_at, is_current
    FROM revisions
    SEMI JOIN named_best USING (revision_id)
    LIMIT most
),
texts AS MATERIALIZED (SELECT * EXCLUDE (is_current) FROM text_rows WHERE is_current),
addresses AS (
    SELECT article_id, url FROM articles SEMI JOIN texts USING (article_id)
),
wanted AS MATERIALIZED (SELECT DISTINCT term FROM search_index.main.asked(query) WHERE is_wanted AND NOT is_common),
fields AS (
    SELECT revision_id, 'title' AS field, coalesce(title, '') AS text FROM texts
    UNION ALL
    SELECT revision_id, 'body' AS field, body AS text FROM texts
),
-- Each piece is a word and what stands behind it; joined they are the text from its first word on.
split AS MATERIALIZED (
    SELECT
        revision_id,
        field,
        length(regexp_extract(text, '^[^\p{L}\p{M}\p{N}\p{Cf}_]*')) AS lead,
        regexp_extract_all(text, '[\p{L}\p{M}\p{N}\p{Cf}_]+[^\p{L}\p{M}\p{N}\p{Cf}_]*') AS pieces
    FROM fields
),
placed AS MATERIALIZED (
    SELECT revision_id, field, place, piece, regexp_extract(piece, '^[\p{L}\p{M}\p{N}\p{Cf}_]+') AS word
    FROM (SELECT revision_id, field, unnest(pieces) AS piece, generate_subscripts(pieces, 1) AS place FROM split)
),
-- Folded all at once: for each text that it folds, DuckDB makes its table of letters anew.
distinct_words AS MATERIALIZED (SELECT list(DISTINCT word) AS words FROM placed),
spelt AS MATERIALIZED (
    SELECT
        unnest(words) AS word,
        unnest(string_split(search_index.main.folded(array_to_string(words, chr(10))), chr(10))) AS folded_word
    FROM distinct_words
),
hit_words AS (
    SELECT spelt.word
    FROM spelt
    JOIN search_index.main.terms_of((SELECT list(folded_word) FROM spelt)) AS terms ON terms.word = folded_word
    WHERE term IN (FROM wanted)
),
ahead AS (
    SELECT
        revision_id,
        place,
        count(*) OVER (PARTITION BY revision_id ORDER BY place RANGE BETWEEN CURRENT ROW AND 19 FOLLOWING) AS hits_ahead
    FROM (
        SELECT revision_id, place FROM placed SEMI JOIN hit_words USING (word) WHERE field = 'body'
        UNION ALL
        -- Never nothing: DuckDB 1.5.5 now and then fails on a window without rows.
        SELECT NULL AS revision_id, 1 AS place)
),
begun AS (
    SELECT revision_id, arg_max(place, (hits_ahead, -place)) AS place FROM ahead GROUP BY revision_id
),
-- What is shown: titles whole, and of a body the words round a hit with most others close behind it, or the first ones.
stretches AS (
    SELECT revision_id, field, 1 AS first_place, len(pieces) AS last_place, lead AS begin_char
    FROM split
    WHERE field = 'title'
    UNION ALL
    SELECT
        revision_id,
        field,
        first_place,
        last_place,
        lead + length(array_to_string(pieces[: first_place - 1], '')) AS begin_char
    FROM (
        SELECT
            split.*,
            greatest(coalesce(begun.place, 1) - 5, 1) AS first_place,
            coalesce(begun.place, 1) + 19 AS last_place
        FROM split
        LEFT JOIN begun USING (revision_id)
        WHERE field = 'body')
),
read AS MATERIALIZED (
    SELECT
        revision_id,
        field,
        place,
        piece,
        word,
        word IN (FROM hit_words) AS is_hit,
        CAST(begin_char + sum(length(piece)) OVER (PARTITION BY revision_id, field ORDER BY place) - length(piece)
            AS INTEGER) AS start_char
    FROM (
        SELECT revision_id, field, place, piece, word, begin_char
        FROM placed
        JOIN stretches USING (revision_id, field)
        WHERE place BETWEEN first_place AND last_place
        UNION ALL
        SELECT NULL AS revision_id, 'body' AS field, 1 AS place, 'x' AS piece, 'x' AS word, 0 AS begin_char)
),
marks AS (
    SELECT
        *,
        struct_pack(start_char := start_char, end_char := start_char + length(word)) AS mark,
        CASE WHEN is_hit THEN '⟦' || word || '⟧' || substring(piece, length(word) + 1) ELSE piece END AS marked
    FROM read
),
shown AS (
    SELECT
        revision_id,
        rtrim(string_agg(piece, '' ORDER BY place), chr(10) || ' ') AS snippet,
        min(start_char) AS snippet_start,
        list(mark ORDER BY place) FILTER (is_hit) AS hits,
        rtrim(string_agg(marked, '' ORDER BY place), chr(10) || ' ') AS marked
    FROM marks
    WHERE field = 'body'
    GROUP BY revision_id
),
title_marks AS (
    SELECT revision_id, list(mark ORDER BY place) AS title_hits
    FROM marks
    WHERE field = 'title' AND is_hit
    GROUP BY revision_id
),
labels AS (
    SELECT revision_id, list(DISTINCT tag ORDER BY tag) AS tags, list(DISTINCT subtype ORDER BY subtype) AS subtypes
    FROM tags
    SEMI JOIN texts USING (revision_id)
    GROUP BY revision_id
)
SELECT
    texts.published_at,
    texts.title,
    shown.marked,
    named_best.score,
    named_best.words_found,
    (SELECT count(*) FROM hits) AS found_count,
    coalesce(labels.tags, []) AS tags,
    coalesce(labels.subtypes, []) AS subtypes,
    addresses.url,
    shown.snippet,
    shown.snippet_start,
    coalesce(shown.hits, []) AS hits,
    coalesce(title_marks.title_hits, []) AS title_hits,
    texts.article_id,
    texts.revision_id
FROM texts
JOIN named_best USING (revision_id)
JOIN addresses USING (article_id)
LEFT JOIN shown USING (revision_id)
LEFT JOIN title_marks USING (revision_id)
LEFT JOIN labels USING (revision_id)
ORDER BY named_best.score DESC, texts.published_at DESC, texts.revision_id;
