"""The page of an article shows its text as published, every span marked, and the rules that found them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.report.explorer.marked import pieces
from pipeline.settings import Settings
from tests.report.explorer.browser import Page, components, serving, text_of
from tests.support import rows


def founding(settings: Settings) -> tuple[str, str, str]:
    ((article, revision, body),) = rows(
        settings.database,
        "SELECT article_id, revision_id, body FROM revisions WHERE is_current AND body LIKE '%700 من مسلحى%'",
    )
    return article, revision, body


def paragraphs(page: Page) -> list[dict[str, Any]]:
    (body,) = (
        part for part in components(page.parts["article"]["children"]) if part["props"].get("className") == "text body"
    )
    return [part for part in components(body) if part["type"] == "P"]


def letters(part: Any) -> str:
    """What a component shows, letter by letter."""
    if isinstance(part, list):
        return "".join(map(letters, part))
    return letters(part["props"].get("children")) if isinstance(part, dict) else part or ""


def test_text_stands_as_published_with_its_spans_marked(client: httpx.Client, told_settings: Settings) -> None:
    article, revision, body = founding(told_settings)
    page = Page(client, f"/article/{article}")
    shown = paragraphs(page)
    assert [letters(part) for part in shown] == [line for line in body.split("\n") if line.strip()]
    kinds = marked_letters(shown)
    letters_of = [letter for line in body.split("\n") if line.strip() for letter in line]
    assert [letter for letter, _ in kinds] == letters_of
    spans = rows(
        told_settings.database,
        f"""SELECT tag, start_char, end_char FROM mentions JOIN tags USING (tag_id)
            WHERE field = 'body' AND mentions.revision_id = '{revision}'
            UNION ALL SELECT 'count', start_char, end_char FROM counts WHERE revision_id = '{revision}'
            UNION ALL SELECT kind, start_char, end_char FROM mentions
            WHERE kind <> 'trigger' AND field = 'body' AND revision_id = '{revision}'""",
    )
    assert {kind for kind, _, _ in spans} >= {"evacuation", "count", "place", "actor"}
    at = [place for place, letter in enumerate(body) if letter != "\n"]  # of each shown letter in the body
    for kind, start, end in spans:
        assert {place for place, (_, held) in zip(at, kinds, strict=True) if kind in held} >= set(range(start, end))


def marked_letters(part: Any, held: tuple[str, ...] = ()) -> list[tuple[str, tuple[str, ...]]]:
    """Each letter that a component shows, with the kinds that it is marked with."""
    if isinstance(part, list):
        return [each for child in part for each in marked_letters(child, held)]
    if isinstance(part, dict):
        kinds = tuple(part["props"]["className"].split()) if part["type"] == "Mark" else held
        return marked_letters(part["props"].get("children"), kinds)
    return [(letter, held) for letter in part or ""]


def test_rules_that_fired_are_told_with_their_words(client: httpx.Client, told_settings: Settings) -> None:
    article, revision, _ = founding(told_settings)
    told = Page(client, f"/article/{article}?lang=en").text("article")
    fired = rows(
        told_settings.database,
        f"""SELECT DISTINCT rule_id, comment FROM mentions JOIN rules USING (rule_id)
            WHERE revision_id = '{revision}' AND tag_id IS NOT NULL""",
    )
    assert fired
    for rule, comment in fired:
        assert rule in told
        assert comment in told
    for words in ("Rules that fired", "البوكمال", "done", "under a deal", "read from a word"):
        assert words in told


def test_article_leads_back_to_the_same_choice(client: httpx.Client) -> None:
    page = Page(client, "/?tag=evacuation&page=1&from=2017")
    before = page.articles
    (link,) = [link for link in page.links("table") if link.startswith(f"/article/{before[0]}")]
    page.go(link)
    assert page.parts["explorer"]["hidden"]
    assert not page.parts["article"]["hidden"]
    page.go(page.links("article")[0])
    assert page.articles == before
    assert page.parts["article"]["hidden"]


def test_corrected_article_tells_its_texts(client: httpx.Client, told_settings: Settings) -> None:
    ((article,),) = rows(told_settings.database, "SELECT article_id FROM articles WHERE revision_count > 1 LIMIT 1")
    told = Page(client, f"/article/{article}?lang=en").text("article")
    assert "Text 1, read" in told
    assert "(current)" in told


def test_article_whose_text_is_not_read_says_so(client: httpx.Client, told_settings: Settings) -> None:
    article, status = rows(
        told_settings.database, "SELECT article_id, status FROM articles WHERE current_revision_id IS NULL LIMIT 1"
    )[0]
    assert status in Page(client, f"/article/{article}?lang=en").text("article")


@pytest.mark.parametrize("name", ["nothing", "..%2f..%2fetc%2fpasswd", "%00", "'; DROP TABLE tags; --", "<script>"])
def test_unknown_article_is_no_error(client: httpx.Client, name: str) -> None:
    assert "no article of that id" in Page(client, f"/article/{name}?lang=en").text("article")


def test_source_of_another_scheme_is_no_link(changed: Callable[[str], Path], told_settings: Settings) -> None:
    article, _, _ = founding(told_settings)
    with serving(changed("UPDATE articles SET url = 'javascript:alert(1)'")) as client:
        page = Page(client, f"/article/{article}?lang=en")
    assert "no usable link" in page.text("article")
    assert not any("javascript" in link for link in page.links("article"))


def test_overlapping_marks_are_cut_into_pieces() -> None:
    marks = [(0, 5, "place", "a"), (2, 4, "evacuation", "b"), (4, 9, "count", "c"), (20, 30, "actor", "d")]
    told = [(words, [mark[2] for mark in covering]) for words, covering in pieces("abcdefgh", marks, 1)]
    assert told == [
        ("a", ["place"]),
        ("bc", ["evacuation", "place"]),
        ("d", ["count", "place"]),
        ("efgh", ["count"]),
    ]


def test_markup_in_a_text_stays_text(changed: Callable[[str], Path], told_settings: Settings) -> None:
    article, revision, _ = founding(told_settings)
    script = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    with serving(
        changed(f"UPDATE revisions SET title = '{script}', body = '{script}' WHERE revision_id = '{revision}'")
    ) as c:
        page = Page(c, f"/article/{article}")
        whole = c.get(f"/article/{article}").text
    assert text_of(page.parts["article"]["children"]).count("<script>alert(1)</script>") >= 1
    assert "alert(" not in whole  # a browser gets it as JSON, which React makes text of
