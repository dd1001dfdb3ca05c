-- Grain: one row per current text that holds the words of a query; order it by score.
-- Answers: which articles tell of these words, in any inflection and spelling, and how well does each fit?
-- Words between quotation marks (" or « ») stand together, in this order. All words must be there; with any_word := true one is
-- enough. Common words such as من count only between quotation marks, and of more than twelve words the longest twelve. score is BM25; a word of the title counts three
-- times. since and until bound the time of publication (until is the first moment that is too late); tagged, about and
-- named ask for a tag, a subtype, and the Arabic name or the id of a place or actor that the text names.
-- text_no is the number of the text in this index, and in no other.
-- Needs the index: ATTACH 'data/search.duckdb' AS search_index (READ_ONLY).
CREATE MACRO search_hits(
    query, any_word := false, since := NULL, until := NULL, tagged := NULL, about := NULL, named := NULL
) AS TABLE
WITH asked AS MATERIALIZED (FROM search_index.main.asked(query)),
facts AS MATERIALIZED (SELECT count(*) AS text_count, avg(word_count) AS mean_words FROM search_index.main.texts),
words AS MATERIALIZED (FROM search_index.main.words(query)),
-- One join a word: with one word to find, DuckDB reads only the few row groups that can hold it.
read AS (
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 1) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 2) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 3) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 4) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 5) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 6) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 7) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 8) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 9) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 10) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 11) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM words WHERE term_no = 12) USING (term)
),
-- The places of words are half of the index, and only phrases ask for them.
found AS MATERIALIZED (
    SELECT * REPLACE (CASE WHEN regexp_matches(query, '["«»“”„]') THEN positions END AS positions) FROM read
),
totals AS MATERIALIZED (
    SELECT
        term_no,
        sum(len(texts)) AS text_count,
        ln(1 + (any_value(facts.text_count) - sum(len(texts)) + 0.5) / (sum(len(texts)) + 0.5)) AS weight
    FROM found, facts
    GROUP BY term_no
),
-- Where all words must be there, only the texts that hold the rarest one are looked at.
candidates AS MATERIALIZED (
    SELECT segment_no * 16384 + unnest(texts) AS text_no
    FROM found
    WHERE NOT any_word
      AND term_no = (SELECT arg_min(term_no, text_count) FROM totals)
      AND (SELECT count(*) FROM totals) = (SELECT count(*) FROM words)
),
phrases AS MATERIALIZED (
    SELECT phrase_no, place, term_no, word_count
    FROM asked
    JOIN words USING (term)
    JOIN (SELECT phrase_no, count(*) AS word_count FROM asked GROUP BY phrase_no) USING (phrase_no)
),
placed AS (
    SELECT phrase_no, place, segment_no * 16384 + unnest(texts) AS text_no, unnest(positions) AS places
    FROM found
    JOIN phrases USING (term_no)
),
-- Where each word would have its phrase begin: a text, and a position in it.
spots AS (
    SELECT phrase_no, place, text_no * CAST(1048576 AS BIGINT) + unnest(places) - place + 524288 AS begin_no
    FROM placed
    WHERE any_word OR text_no IN (FROM candidates)
),
-- Most begins are ruled out by the rarest word of the phrase, before they are counted.
rarest AS MATERIALIZED (
    SELECT phrase_no, arg_min(place, text_count) AS place
    FROM phrases
    JOIN totals USING (term_no)
    GROUP BY phrase_no
),
likely AS (
    SELECT phrase_no, begin_no FROM spots JOIN rarest USING (phrase_no, place)
),
in_order AS (
    SELECT DISTINCT CAST(begin_no // 1048576 AS INTEGER) AS text_no, phrase_no
    FROM (
        SELECT phrase_no, begin_no, count(*) AS found_count
        FROM spots
        SEMI JOIN likely USING (phrase_no, begin_no)
        GROUP BY ALL)
    JOIN (SELECT DISTINCT phrase_no, word_count FROM phrases) USING (phrase_no)
    WHERE found_count = word_count
),
with_phrases AS (
    SELECT text_no FROM in_order
    GROUP BY text_no
    HAVING count(*) = (SELECT count(DISTINCT phrase_no) FROM phrases)
),
told AS (
    SELECT term_no, segment_no * 16384 + unnest(texts) AS text_no, unnest(times) AS times FROM found
),
scored AS (
    SELECT
        text_no,
        any_value(texts.revision_id) AS revision_id,
        any_value(texts.published_at) AS published_at,
        sum(weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * texts.word_count / facts.mean_words))) AS score,
        count(*) AS words_found
    FROM told
    JOIN totals USING (term_no)
    JOIN search_index.main.texts AS texts USING (text_no)
    JOIN facts ON true
    WHERE (any_word OR text_no IN (FROM candidates))
      AND (NOT regexp_matches(query, '["«»“”„]') OR text_no IN (FROM with_phrases))
      AND (since IS NULL OR texts.published_at >= CAST(since AS TIMESTAMP))
      AND (until IS NULL OR texts.published_at < CAST(until AS TIMESTAMP))
    GROUP BY text_no
    HAVING any_word OR count(*) = (SELECT count(*) FROM words)
),
-- Ids of the places and actors that are called so; and how texts write such a name where no list has it.
called AS MATERIALIZED (
    SELECT place_id AS id FROM places
    WHERE place_id = named OR search_index.main.folded(name) = search_index.main.folded(named)
    UNION ALL
    SELECT actor_id AS id FROM actors
    WHERE actor_id = named OR search_index.main.folded(name) = search_index.main.folded(named)
),
-- Each once, as a list: to fold a text takes a tenth of a millisecond, and DuckDB would fold all rows before a DISTINCT.
unlisted AS (
    SELECT list(DISTINCT text) AS texts
    FROM mentions
    WHERE named IS NOT NULL AND place_id IS NULL AND actor_id IS NULL AND kind IN ('place', 'actor')
),
spelt AS MATERIALIZED (
    SELECT text
    FROM (SELECT unnest(texts) AS text FROM unlisted)
    WHERE search_index.main.folded(text) = search_index.main.folded(named)
)
SELECT revision_id, published_at, score, words_found, text_no
FROM scored
WHERE (tagged IS NULL OR revision_id IN (SELECT revision_id FROM tags WHERE tag = tagged))
  AND (about IS NULL OR revision_id IN (SELECT revision_id FROM tags WHERE subtype = about))
  -- Where nobody is named, said once more: or DuckDB reads all mentions to find none.
  AND (named IS NULL OR revision_id IN (
      SELECT revision_id FROM mentions WHERE named IS NOT NULL AND place_id IN (FROM called)
      UNION ALL
      SELECT revision_id FROM mentions WHERE named IS NOT NULL AND actor_id IN (FROM called)
      UNION ALL
      SELECT revision_id FROM mentions
      WHERE named IS NOT NULL AND place_id IS NULL AND actor_id IS NULL AND kind IN ('place', 'actor')
        AND text IN (FROM spelt)));
