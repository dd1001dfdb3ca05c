-- No window functions here and in the macros over what can be empty: DuckDB 1.5.5 now and then fails on them then.
-- The index of the current texts, a file of its own beside the snapshot, attached as `search_index`.
-- A segment holds at most 16,384 texts; text_no is 16,384 times its number and the place of the text in it.

-- One row. How many texts there are and how many words they have on average, as of the last renewal.
CREATE TABLE facts (index_version VARCHAR NOT NULL, text_count BIGINT, mean_words DOUBLE);
CREATE TABLE texts (
    text_no INTEGER NOT NULL,
    revision_id VARCHAR NOT NULL,
    published_at TIMESTAMP,
    word_count INTEGER NOT NULL
);
COMMENT ON TABLE texts IS 'One row per current text that can be found. A text that is gone has no row; its postings stay until its segment is made again.';
-- One row per segment and term, sorted, with lists of one entry for each text that holds it: its place in the segment,
-- how often the term stands in it (a word of the title counts three times), and where: from 0 in the title, from 256 in
-- the body. Two common terms in a row are a term too, with a space between: a phrase of them need not read where each
-- stands in nearly every text.
CREATE TABLE postings (
    segment_no INTEGER NOT NULL,
    term VARCHAR NOT NULL,
    texts USMALLINT[] NOT NULL,
    times UTINYINT[] NOT NULL,
    positions USMALLINT[][] NOT NULL
);
CREATE TABLE known (word VARCHAR NOT NULL, term VARCHAR NOT NULL);

-- What a word is looked up as, as pipeline/search/terms.py says.
CREATE MACRO folded(written) AS {folded};
CREATE MACRO terms_of(words) AS TABLE
WITH given AS (SELECT DISTINCT unnest(words) AS word),
readings (word, choice, reading) AS (
    SELECT word, 1, word FROM given
    UNION ALL
    SELECT word, 2, regexp_replace(word, '{behind_and}', '\1') FROM given
    UNION ALL
    SELECT word, 3, regexp_replace(word, '{behind_preposition}', '\1') FROM given
),
met AS (
    SELECT readings.word, arg_min(known.term, choice) AS term
    FROM search_index.main.known AS known
    JOIN readings ON readings.reading = known.word
    GROUP BY readings.word
)
SELECT
    word,
    coalesce(met.term, CASE WHEN length(word) > {longest} THEN word ELSE regexp_replace(word, '{stem}', '\1') END) AS term
FROM given
LEFT JOIN met USING (word);
-- Grain: one row per word of a query, in its order; words between quotation marks are a phrase and have its number.
-- A common word is wanted only in a phrase, or where there is no other; two in a row there as a pair, which has a row of
-- its own.
CREATE MACRO asked(query) AS TABLE
WITH quoted AS (SELECT string_split(translate(query, '«»“”„', '"""""'), '"') AS parts),
parts AS (SELECT unnest(parts) AS part, generate_subscripts(parts, 1) AS part_no FROM quoted),
folded_words AS (
    SELECT part_no, regexp_extract_all(search_index.main.folded(part), '{word}') AS words FROM parts
),
each AS (
    SELECT part_no, unnest(words) AS word, generate_subscripts(words, 1) AS place FROM folded_words
),
looked_up AS (
    SELECT
        CASE WHEN part_no % 2 = 0 THEN part_no END AS phrase_no,
        part_no,
        place,
        term,
        each.word IN ({common}) AS is_common
    FROM each
    JOIN search_index.main.terms_of((SELECT list(word) FROM each)) USING (word)
),
pairs AS (
    SELECT word.phrase_no, word.part_no, word.place, word.term || ' ' || behind.term AS term
    FROM looked_up AS word
    JOIN looked_up AS behind ON behind.phrase_no = word.phrase_no AND behind.place = word.place + 1
    WHERE word.term IN ({common_terms}) AND behind.term IN ({common_terms})
)
SELECT * EXCLUDE (part_no)
FROM (
    SELECT
        *,
        CASE
            WHEN phrase_no IS NULL THEN NOT is_common OR (SELECT bool_and(is_common) FROM looked_up)
            -- A word of a pair is found with it.
            ELSE (part_no, place) NOT IN (SELECT (part_no, place) FROM pairs)
                AND (part_no, place) NOT IN (SELECT (part_no, place + 1) FROM pairs)
        END AS is_wanted
    FROM looked_up
    UNION ALL
    SELECT phrase_no, part_no, place, term, true AS is_common, true AS is_wanted FROM pairs)
ORDER BY part_no, place, is_wanted;
