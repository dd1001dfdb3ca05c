-- Grain: one row per current text that holds the words of a query.
-- Answers: how well does each fit? What search_hits gives, without reading the ids of all hits.
-- Common words such as من count only between quotation marks, and of more than twelve words the longest twelve.
-- Needs the index: ATTACH 'data/search.duckdb' AS search_index (READ_ONLY).
--
-- query VARCHAR: Words; those between quotation marks (" or « ») stand together, in this order.
-- any_word BOOLEAN: Whether one of the words is enough; else all must be there.
-- since TIMESTAMP: Published at this time (UTC) or later; a day such as '2017-08-01' will do.
-- until TIMESTAMP: Published before this time: the first moment that is too late.
-- tagged VARCHAR: Only with this tag: conflict, evacuation or displacement.
-- about VARCHAR: Only with this subtype (codes).
-- named VARCHAR: Only where the text names this place or actor: its Arabic name or its id.
-- score: How well it fits (BM25); a word of the title counts three times.
-- words_found: How many of the words looked for it holds; two common words in a row of a phrase count once.
-- text_no: Number of the text in this index, and in no other.
CREATE MACRO search_numbers(
    query, any_word := false, since := NULL, until := NULL, tagged := NULL, about := NULL, named := NULL
) AS TABLE
WITH asked AS MATERIALIZED (FROM search_index.main.asked(query)),
words AS MATERIALIZED (
    SELECT unnest(terms) AS term, generate_subscripts(terms, 1) AS term_no
    FROM (SELECT list(DISTINCT term ORDER BY length(term) DESC, term)[1:12] AS terms FROM asked WHERE is_wanted)
),
-- A term that no word has where there are fewer words: of what it joins with nothing, DuckDB reads the first rows.
slots AS MATERIALIZED (
    SELECT term_no, coalesce(term, chr(1114109)) AS term
    FROM range(1, 13) AS numbers (term_no)
    LEFT JOIN words USING (term_no)
),
-- One join a word: with one word to find, DuckDB reads only the few rows that can hold it.
read AS (
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 1) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 2) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 3) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 4) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 5) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 6) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 7) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 8) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 9) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 10) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 11) USING (term) UNION ALL
    FROM search_index.main.postings JOIN (FROM slots WHERE term_no = 12) USING (term)
),
-- Where words stand is half of the index, and only phrases ask for it.
found AS MATERIALIZED (
    SELECT * REPLACE (CASE WHEN regexp_matches(query, '["«»“”„]') THEN positions END AS positions) FROM read
),
totals AS MATERIALIZED (
    SELECT
        term_no,
        sum(len(texts)) AS text_count,
        ln(1 + (any_value(facts.text_count) - sum(len(texts)) + 0.5) / (sum(len(texts)) + 0.5)) AS weight
    FROM found, search_index.main.facts AS facts
    GROUP BY term_no
),
-- Where all words must be there, only the texts that hold the rarest one are looked at.
rarest AS MATERIALIZED (
    SELECT arg_min(term_no, text_count) AS term_no FROM totals HAVING count(*) = (SELECT count(*) FROM words)
),
told AS NOT MATERIALIZED (
    SELECT term_no, segment_no * 16384 + unnest(texts) AS text_no, unnest(times) AS times FROM found
),
scarce AS MATERIALIZED (
    SELECT term_no, segment_no * 16384 + unnest(texts) AS text_no, unnest(times) AS times
    FROM found
    WHERE NOT any_word AND term_no = (FROM rarest)
),
others AS MATERIALIZED (
    SELECT term_no, text_no, times
    FROM (
        SELECT term_no, segment_no * 16384 + unnest(texts) AS text_no, unnest(times) AS times
        FROM found
        WHERE NOT any_word AND term_no <> (FROM rarest))
    SEMI JOIN scarce USING (text_no)
),
-- Texts that hold all the words.
whole AS MATERIALIZED (
    SELECT text_no FROM others GROUP BY text_no HAVING count(*) = (SELECT count(*) - 1 FROM words)
),
phrases AS MATERIALIZED (
    SELECT
        phrase_no,
        place,
        term_no,
        (phrase_no, place) IN (
            SELECT (phrase_no, arg_min(place, text_count))
            FROM asked
            JOIN words USING (term)
            JOIN totals USING (term_no)
            GROUP BY phrase_no
        ) AS is_rarest,
        word_count
    FROM asked
    JOIN words USING (term)
    JOIN (SELECT phrase_no, count(*) AS word_count FROM asked SEMI JOIN words USING (term) GROUP BY phrase_no)
      USING (phrase_no)
),
placed AS NOT MATERIALIZED (
    SELECT phrase_no, place, is_rarest, word_count, segment_no * 16384 + unnest(texts) AS text_no, unnest(positions) AS positions
    FROM found
    JOIN phrases USING (term_no)
),
-- A text holds a phrase where from a place of its rarest word all others stand at their distance.
likely AS (
    FROM placed
    WHERE is_rarest AND (any_word OR (SELECT count(*) FROM words) = 1 OR text_no IN (FROM whole))
),
in_order AS (
    SELECT phrase_no, text_no
    FROM (
        SELECT
            phrase_no,
            text_no,
            likely.word_count,
            unnest(list_filter(likely.positions, lambda position: list_contains(
                others.positions, TRY_CAST(position + others.place - likely.place AS USMALLINT)))) AS position
        FROM (FROM placed WHERE NOT is_rarest) AS others
        JOIN likely USING (phrase_no, text_no))
    GROUP BY phrase_no, text_no, position
    HAVING count(*) = any_value(word_count) - 1
    UNION ALL
    SELECT phrase_no, text_no FROM likely WHERE word_count = 1
),
with_phrases AS MATERIALIZED (
    SELECT text_no
    FROM in_order
    GROUP BY text_no
    HAVING count(DISTINCT phrase_no) = (SELECT count(DISTINCT phrase_no) FROM phrases)
),
-- Each branch is empty for other queries than its own.
kept AS (
    FROM told WHERE any_word
    UNION ALL
    FROM scarce WHERE (SELECT count(*) FROM words) = 1
    UNION ALL
    FROM scarce SEMI JOIN whole USING (text_no)
    UNION ALL
    FROM others SEMI JOIN whole USING (text_no)
),
scored AS (
    SELECT
        text_no,
        any_value(texts.published_at) AS published_at,
        round(sum(weight * times * 2.2e0 / (times + 1.2e0 * (0.25e0 + 0.75e0 * texts.word_count / facts.mean_words))), 6) AS score,
        count(*) AS words_found
    FROM kept
    JOIN totals USING (term_no)
    JOIN search_index.main.texts AS texts USING (text_no)
    JOIN search_index.main.facts AS facts ON true
    WHERE (NOT regexp_matches(query, '["«»“”„]') OR text_no IN (FROM with_phrases))
      AND (since IS NULL OR texts.published_at >= CAST(since AS TIMESTAMP))
      AND (until IS NULL OR texts.published_at < CAST(until AS TIMESTAMP))
    GROUP BY text_no
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
SELECT text_no, published_at, score, words_found
FROM scored
WHERE (tagged IS NULL OR text_no IN (
      SELECT text_no FROM search_index.main.texts SEMI JOIN (FROM tags WHERE tag = tagged) USING (revision_id)))
  AND (about IS NULL OR text_no IN (
      SELECT text_no FROM search_index.main.texts SEMI JOIN (FROM tags WHERE subtype = about) USING (revision_id)))
  -- Where nobody is named, said once more: or DuckDB reads all mentions to find none.
  AND (named IS NULL OR text_no IN (
      SELECT text_no
      FROM search_index.main.texts
      WHERE revision_id IN (
          SELECT revision_id FROM mentions WHERE named IS NOT NULL AND place_id IN (FROM called)
          UNION ALL
          SELECT revision_id FROM mentions WHERE named IS NOT NULL AND actor_id IN (FROM called)
          UNION ALL
          SELECT revision_id FROM mentions
          WHERE named IS NOT NULL AND place_id IS NULL AND actor_id IS NULL AND kind IN ('place', 'actor')
            AND text IN (FROM spelt))));
