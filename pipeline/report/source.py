"""From a row of the tables to where it was read: the words in their sentences, and the archived page."""

from __future__ import annotations

from html import escape
from typing import Any

import duckdb
import lxml.html
from rich.console import Console

from pipeline.collect.archive_reader import read_body
from pipeline.collect.http_message import MessageError
from pipeline.derive.charset import decode
from pipeline.report.brief.quotes import sentence_bounds
from pipeline.report.marked_text import Mark, print_marked
from pipeline.settings import Settings

Facts = dict[str, Any]

# What acts, loads or leads away by itself; the policy and the sandbox of the frame hold what is forgotten here.
_ACTIVE = ("script", "link", "meta", "base", "iframe", "frame", "frameset", "object", "embed", "applet", "form")
_FRAME = """<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>html, body {{ height: 100%; margin: 0 }} iframe {{ width: 100%; height: 92%; border: 0 }}</style>
</head>
<body>
<p dir="ltr">{told}</p>
<iframe sandbox="" srcdoc="{page}"></iframe>
</body>
</html>
"""


class SourceError(Exception):
    """A row or page that cannot be shown; the message says what to do."""


def find_source(settings: Settings, name: str) -> Facts:
    """What an id or address of the live snapshot leads to: the text, its capture, and the sentences of its words.

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
        described = connection.execute(_DESCRIBED, {"revision_id": revision_id})
        columns = [column[0] for column in described.description or ()]
        facts: Facts = dict(zip(columns, described.fetchall()[0], strict=True))
        asked = {"revision_id": revision_id, "name": name, "kind": kind}
        spans = connection.execute(_SPANS, asked).fetchall()
    fields = {field: facts.pop(field) or "" for field in ("title", "body")}
    sentences = [
        {"field": field, "start": start, "text": text[start:end], "words": words}
        for field, text in fields.items()
        for start, end in sentence_bounds(text)
        if (words := [list(span[1:]) for span in spans if span[0] == field and start <= span[1] < end])
    ]
    return {"kind": kind, "title": fields["title"], **facts, "sentences": sentences}


def archived_page(settings: Settings, facts: Facts) -> str:
    """The archived page as HTML that runs nothing and asks nobody for anything, whatever the page holds.

    Raises SourceError.
    """
    path = settings.archive / facts["warc_file"]
    try:
        body = read_body(path, facts["warc_offset"], settings.max_body_bytes)
    except OSError as error:
        raise SourceError(
            f"{path} cannot be read ({error.strerror}): bring it back from a copy; "
            "`marsad doctor` tells what else is gone."
        ) from error
    except MessageError as error:
        raise SourceError(f"{error}: `marsad doctor` tells what else is damaged, and what mends it.") from error
    told = f"{facts['url']} · {facts['fetched_at']:%Y-%m-%d %H:%M} UTC · {facts['warc_file']}@{facts['warc_offset']}"
    page = _harmless(decode(body, facts["content_type"]))
    return _FRAME.format(title=escape(facts["title"]), told=escape(told), page=escape(page))


def _harmless(page: str) -> str:
    """The page without what acts; as text where it is no HTML."""
    try:
        tree = lxml.html.document_fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except lxml.etree.ParserError:
        return f"<pre>{escape(page)}</pre>"
    lxml.etree.strip_elements(tree, *_ACTIVE, with_tail=False)
    return str(lxml.html.tostring(tree, encoding="unicode"))


def print_source(console: Console, facts: Facts, arabic: str) -> None:
    """Print where a text was read and by what, then each sentence with its words marked."""
    print_marked(console, facts["title"].replace("\n", " "), [], arabic)
    for name in ("url", "fetched_at", "warc_file", "warc_offset", "extractor_version", "rules_version"):
        console.print(f"{name}: {facts[name]}", markup=False, highlight=False, soft_wrap=True)
    for name in ("article_id", "revision_id", "capture_id"):
        console.print(f"{name}: {facts[name]}", markup=False, highlight=False, style="dim")
    if facts["page_count"] > 1:
        console.print(f"The article has {facts['page_count']} pages; this capture is its first.", highlight=False)
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
