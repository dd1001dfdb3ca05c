from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from pipeline.capture import Capture
from pipeline.collect.archive import Aim, Archived, Fetch
from pipeline.derive.articles import PageError
from pipeline.derive.rows import ROW_TYPE, extract_row, is_row
from pipeline.derive.stage import stage

URL = "http://arabic.news.example/2017-08/28/c_136560001.htm"
SEEN = datetime(2017, 8, 30, tzinfo=UTC)
BODY = "دمشق 28 أغسطس 2017 (شينخوا)\r\n\r\n خرجت  اليوم آخر حافلةٍ\u2028تقل المسلحين\rمن القلمون الغربي ."


def capture(row: object, content_type: str = ROW_TYPE) -> Capture:
    body = row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode()
    return Capture(URL, SEEN, 200, (("Content-Type", content_type),), body)


def test_row_gives_the_parts_of_an_article_as_a_page_does() -> None:
    row = {
        "title": " خروج\n آخر حافلة ",
        "body": BODY,
        "published": "2017-08-28 20:00:00",
        "author": "ا",
        "section": " ",
    }
    page = extract_row(capture(row))
    assert page.title == "خروج آخر حافلة"
    assert page.body == "دمشق 28 أغسطس 2017 (شينخوا)\nخرجت اليوم آخر حافلةٍ\nتقل المسلحين\nمن القلمون الغربي ."
    assert (page.author, page.section, page.editor, page.template, page.language) == ("ا", None, None, "table", "ar")
    assert (page.meta_at, page.stamp_at) == (datetime(2017, 8, 28, 12, tzinfo=UTC), None)
    assert page.url_on == date(2017, 8, 28)
    assert (page.image_urls, page.page_urls, page.canonical_link) == ((), (), None)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (b"", "unreadable"),
        (b"<html>", "unreadable"),
        (b"\xff\xfe", "unreadable"),
        (b"[" * 100_000, "unreadable"),
        ([], "unreadable"),
        ({}, "no_text"),
        ({"title": "x", "body": " \n\u2029"}, "no_text"),
        ({"body": 7}, "no_text"),
    ],
)
def test_row_without_an_article_is_told(row: object, word: str) -> None:
    with pytest.raises(PageError) as caught:
        extract_row(capture(row))
    assert caught.value.word == word
    assert URL in str(caught.value)


@pytest.mark.parametrize("published", ["2017-09-05", "1970-01-01", "0", "", "gestern"])
def test_impossible_date_is_none(published: str) -> None:
    assert extract_row(capture({"body": BODY, "published": published})).meta_at is None


def test_rows_are_known_by_their_type_alone() -> None:
    assert is_row(capture({}))
    assert is_row(capture({}, ROW_TYPE + "; charset=utf-8"))
    assert not is_row(capture({}, "application/json"))
    assert not is_row(Capture(URL, SEEN, 200, (), b"{}"))


def test_stage_reads_a_row_as_a_page() -> None:
    fetch = Fetch("f", "r", Aim("article", article_url=URL), URL, 1, SEEN, 0, "ok", 200, None, 1)
    rows = stage([Archived(fetch, capture({"title": "خروج", "body": BODY}), 0)], "x.warc.gz")
    (page,) = rows["staged_pages"]
    assert (page["title"], page["template"]) == ("خروج", "table")
    assert rows["captures"][0]["read_as"] == "page"
