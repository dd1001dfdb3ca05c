-- Grain: one row per current text that holds the words of a query; order it by score.
-- Answers: which articles tell of these words, in any inflection and spelling, and how well does each fit?
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
CREATE MACRO search_hits(
    query, any_word := false, since := NULL, until := NULL, tagged := NULL, about := NULL, named := NULL
) AS TABLE
SELECT texts.revision_id, hits.published_at, score, words_found, text_no
FROM search_numbers(query, any_word := any_word, since := since, until := until, tagged := tagged, about := about,
    named := named) AS hits
JOIN search_index.main.texts AS texts USING (text_no);
