-- Grain: one row per capture of a first page, with its further pages joined and its dates gathered.
-- Answers: which text did the article have at that moment, and which dates are known for it?

CREATE TEMP TABLE texts AS
WITH firsts AS (
    SELECT *, lead(fetched_at) OVER (PARTITION BY article_id ORDER BY fetched_at, capture_id) AS next_at
    FROM staged_pages
    WHERE page_no = 1
),
-- A later page belongs to the visit of its first page, which always asks for all pages:
-- it is the last capture before the next visit.
joined AS (
    SELECT firsts.capture_id, further.page_no, arg_max(further.body, further.fetched_at) AS body
    FROM firsts
    JOIN staged_pages AS further
      ON further.article_id = firsts.article_id
     AND list_contains(firsts.page_links, further.page_no)
     AND (firsts.next_at IS NULL OR further.fetched_at < firsts.next_at)
    GROUP BY ALL
),
further AS (
    SELECT capture_id, count(*) AS pages, string_agg(body, chr(10) ORDER BY page_no) AS body
    FROM joined
    GROUP BY capture_id
),
named AS (
    SELECT article_id, min(published_at) AS published_at, arg_min(title, (seen_at, entry_id)) AS title
    FROM staged_entries
    WHERE article_id IS NOT NULL
    GROUP BY article_id
)
SELECT
    firsts.capture_id,
    firsts.run_id,
    firsts.article_id,
    firsts.canonical_url,
    firsts.fetched_at,
    coalesce(firsts.title, named.title) AS title,
    firsts.body || coalesce(chr(10) || further.body, '') AS body,
    sha256(coalesce(firsts.title, named.title, '') || chr(10) || firsts.body || coalesce(chr(10) || further.body, ''))
        AS text_sha256,
    firsts.section,
    firsts.author,
    firsts.editor,
    firsts.image_urls,
    1 + coalesce(further.pages, 0) AS page_count,
    coalesce(further.pages, 0) = len(firsts.page_links) AS is_complete,
    firsts.template,
    firsts.stamp_at,
    named.published_at AS feed_at,
    firsts.url_on,
    firsts.meta_at
FROM firsts
LEFT JOIN further USING (capture_id)
LEFT JOIN named USING (article_id);

-- Grain: one row per distinct text of an article; the first capture that has it speaks for it.
CREATE TEMP TABLE distinct_texts AS
WITH ranked AS (
    SELECT
        *,
        left(sha256(article_id || text_sha256), 24) AS revision_id,
        row_number() OVER (PARTITION BY article_id, text_sha256 ORDER BY fetched_at, capture_id) AS nth,
        min(run_id) OVER (PARTITION BY article_id, text_sha256) AS first_run_id,
        max(fetched_at) OVER (PARTITION BY article_id, text_sha256) AS last_fetched_at,
        arg_max(capture_id, (fetched_at, capture_id)) OVER (PARTITION BY article_id, text_sha256) AS last_capture_id,
        -- By capture too: where the clock was set back, or tells seconds, two texts can be of one moment.
        arg_max(text_sha256, (fetched_at, capture_id)) OVER (PARTITION BY article_id) AS newest_sha256
    FROM texts
)
SELECT
    * EXCLUDE (nth, newest_sha256),
    text_sha256 = newest_sha256 AS is_current,
    CAST(coalesce(stamp_at, feed_at, url_on, meta_at) AS DATE) AS published_on
FROM ranked
WHERE nth = 1;
