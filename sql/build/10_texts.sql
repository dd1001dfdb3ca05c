-- From staged pages to the texts of articles. Bodies are large and windows keep all their columns: what is ordered and
-- grouped here is told by keys, and bodies are read again, page by page, where they are stored.

-- Grain: one row per capture of a first page with further pages. One belongs to the visit of its first page, which always
-- asks for all pages: it is the last capture before the next visit.
CREATE TEMP TABLE further_pages AS
WITH visits AS (
    SELECT
        capture_id,
        article_id,
        page_links,
        lead(fetched_at) OVER (PARTITION BY article_id ORDER BY fetched_at, capture_id) AS next_at
    FROM staged_pages
    WHERE page_no = 1 AND article_id IN (SELECT article_id FROM staged_pages WHERE page_no > 1)
),
joined AS (
    SELECT visits.capture_id, visits.article_id, further.page_no, arg_max(further.body, further.fetched_at) AS body
    FROM visits
    JOIN staged_pages AS further
      ON further.article_id = visits.article_id
     AND list_contains(visits.page_links, further.page_no)
     AND (visits.next_at IS NULL OR further.fetched_at < visits.next_at)
    GROUP BY ALL
)
SELECT capture_id, article_id, count(*) AS page_count, string_agg(body, chr(10) ORDER BY page_no) AS body
FROM joined
GROUP BY capture_id, article_id;

-- Grain: one row per article that feeds named: what they say of it.
CREATE TEMP TABLE named_by_feeds AS
SELECT article_id, min(published_at) AS published_at, arg_min(title, (seen_at, entry_id)) AS title
FROM staged_entries
WHERE article_id IS NOT NULL
GROUP BY article_id;

-- Grain: one row per capture of a first page and article, with its further pages joined.
CREATE TEMP VIEW whole_pages AS
SELECT
    firsts.* REPLACE (
        coalesce(firsts.title, named.title) AS title,
        CASE WHEN further.body IS NULL THEN firsts.body ELSE firsts.body || chr(10) || further.body END AS body),
    1 + coalesce(further.page_count, 0) AS page_count,
    coalesce(further.page_count, 0) = len(firsts.page_links) AS is_complete,
    named.published_at AS feed_at
FROM staged_pages AS firsts
LEFT JOIN further_pages AS further USING (capture_id, article_id)
LEFT JOIN named_by_feeds AS named USING (article_id)
WHERE firsts.page_no = 1;

-- Grain: one row per capture of a first page and article: two articles can lead to one address.
-- Answers: which text did the article have at that moment, and which dates are known for it?
CREATE TEMP TABLE texts AS
SELECT
    capture_id,
    run_id,
    article_id,
    fetched_at,
    sha256(coalesce(title, '') || chr(10) || body) AS text_sha256,
    coalesce(stamp_at, feed_at, url_on, meta_at) AS published_at
FROM whole_pages;

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
    * EXCLUDE (nth, newest_sha256, published_at),
    text_sha256 = newest_sha256 AS is_current,
    CAST(published_at AS DATE) AS published_on
FROM ranked
WHERE nth = 1;
