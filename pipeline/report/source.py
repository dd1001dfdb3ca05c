"""From a row of the tables to where it was read: the captures of its text, and the words in their sentences."""

from __future__ import annotations

from typing import Any

import duckdb
from rich.console import Console

from pipeline.report.brief.quotes import sentence_bounds
from pipeline.report.marked_text import Mark, print_marked
from pipeline.settings import Settings

Facts = dict[str, Any]


class SourceError(Exception):
    """A row or page that cannot be shown; the message says what to do."""


def find_source(settings: Settings, name: str) -> Facts:
    """What an id or address of the live snapshot leads to: the text, its captures, and the sentences of its words.

    The capture of the first page stands in the facts themselves and, with those of further pages, in `captures`.
    Words are those of the row itself; of an article, a text or an address those that prove its tags. Each sentence has
    its field, where it begins, its text and `words`: start, end and kind, in code points of the field. Raises
    SourceError.
    """
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        found = connection.execute(_FOUND, {"name": name}).fetchone()
        if found is None:
            raise SourceError(
                f"{name!r} leads to no text of {settings.database}: give an evacuation_id, count_id, casualty_id, "
                "tag_id, revision_id, article_id or capture_id of its tables, or the address of an article."
            )
        revision_id, kind = found
        (facts,) = _rows(connection, _DESCRIBED, {"revision_id": revision_id})
        further = (
            _rows(connection, _FURTHER.format(columns=", ".join(_CAPTURE)), {"revision_id": revision_id})
            if facts["page_count"] > 1
            else []
        )
        asked = {"revision_id": revision_id, "name": name, "kind": kind}
        spans = connection.execute(_SPANS, asked).fetchall()
    fields = {field: facts.pop(field) or "" for field in ("title", "body")}
    sentences = [
        {"field": field, "start": start, "text": text[start:end], "words": words}
        for field, text in fields.items()
        for start, end in sentence_bounds(text)
        if (words := [list(span[1:]) for span in spans if span[0] == field and start <= span[1] < end])
    ]
    captures = [{"page_no": 1, **{name: facts[name] for name in _CAPTURE}}, *further]
    return {"kind": kind, "title": fields["title"], **facts, "captures": captures, "sentences": sentences}


def _rows(connection: duckdb.DuckDBPyConnection, statement: str, values: Facts) -> list[Facts]:
    found = connection.execute(statement, values)
    columns = [column[0] for column in found.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def print_source(console: Console, facts: Facts, arabic: str) -> None:
    """Print where a text was read and by what, then each sentence with its words marked."""
    print_marked(console, facts["title"].replace("\n", " "), [], arabic)
    for name in ("url", "fetched_at", "warc_file", "warc_offset", "extractor_version", "rules_version"):
        console.print(f"{name}: {facts[name]}", markup=False, highlight=False, soft_wrap=True)
    for name in ("article_id", "revision_id", "capture_id"):
        console.print(f"{name}: {facts[name]}", markup=False, highlight=False, style="dim")
    for further in facts["captures"][1:]:
        console.print(f"page {further['page_no']}:", highlight=False)
        for name in ("url", "fetched_at", "warc_file", "warc_offset", "capture_id"):
            console.print(f"  {name}: {further[name]}", markup=False, highlight=False, soft_wrap=True)
    for sentence in facts["sentences"]:
        start = sentence["start"]
        console.print()
        marks: list[Mark] = [(first - start, last - start, kind) for first, last, kind in sentence["words"]]
        print_marked(console, sentence["text"].replace("\n", " "), marks, arabic)
    if not facts["sentences"]:
        console.print("\nNothing in it is tagged.", highlight=False)


_FOUND = """
SELECT revision_id, kind
FROM (
    SELECT revision_id, 'evacuation' AS kind FROM evacuations WHERE evacuation_id = $name
    UNION ALL SELECT revision_id, 'count' FROM counts WHERE count_id = $name
    UNION ALL SELECT revision_id, 'casualty' FROM casualties WHERE casualty_id = $name
    UNION ALL SELECT revision_id, 'tag' FROM tags WHERE tag_id = $name
    UNION ALL SELECT revision_id, 'text' FROM revisions WHERE revision_id = $name OR capture_id = $name
    UNION ALL
    SELECT current_revision_id, 'text' FROM articles
    WHERE $name IN (article_id, url, canonical_url) AND current_revision_id IS NOT NULL
    UNION ALL
    SELECT revision_id, 'text' FROM revisions JOIN captures USING (capture_id) WHERE captures.url = $name AND is_current
)
LIMIT 1
"""
_DESCRIBED = """
SELECT
    revisions.title, revisions.body, captures.url, captures.fetched_at, captures.warc_file, captures.warc_offset,
    captures.content_type, captures.body_bytes, captures.body_sha256, revisions.extractor_version,
    (SELECT rules_version FROM snapshot) AS rules_version, revisions.article_id, revisions.revision_id,
    revisions.capture_id, revisions.is_current, revisions.page_count
FROM revisions
JOIN captures USING (capture_id)
WHERE revision_id = $revision_id
"""
_CAPTURE = (
    "url", "fetched_at", "warc_file", "warc_offset", "content_type", "body_bytes", "body_sha256", "capture_id",
)  # fmt: skip
# As the text was joined: of each page the last capture before the first page was asked for again.
_FURTHER = """
WITH visited AS (
    SELECT article_id, page_count, fetched_at FROM revisions JOIN captures USING (capture_id)
    WHERE revision_id = $revision_id
),
pages AS (
    SELECT fetches.page_no, captures.*
    FROM fetches
    JOIN captures USING (capture_id)
    WHERE article_id = (SELECT article_id FROM visited) AND read_as = 'page'
),
again AS (
    SELECT min(fetched_at) AS began_at FROM pages WHERE page_no = 1 AND fetched_at > (SELECT fetched_at FROM visited)
)
SELECT DISTINCT ON (page_no) page_no, {columns}
FROM pages
WHERE page_no > 1 AND ((SELECT began_at FROM again) IS NULL OR fetched_at < (SELECT began_at FROM again))
ORDER BY page_no, fetched_at DESC, capture_id
LIMIT (SELECT page_count - 1 FROM visited)
"""
_SPANS = """
SELECT DISTINCT field, start_char, end_char, kind
FROM (
    SELECT field, start_char, end_char, 'evacuation' AS kind
    FROM evacuations
    WHERE evacuation_id = $name OR evacuation_id IN (SELECT evacuation_id FROM counts WHERE count_id = $name)
    UNION ALL
    SELECT 'body', start_char, end_char, 'count' FROM counts WHERE $name IN (evacuation_id, count_id)
    UNION ALL
    SELECT 'body', start_char, end_char, 'casualty' FROM casualties WHERE casualty_id = $name
    UNION ALL
    SELECT field, start_char, end_char, tags.tag
    FROM mentions
    JOIN tags USING (tag_id)
    WHERE mentions.revision_id = $revision_id AND ($kind = 'text' OR tag_id = $name)
)
ORDER BY ALL
"""
