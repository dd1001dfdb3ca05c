"""`marsad source`: from a row to the words and to the archived page, which is harmless whatever it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from pipeline.settings import Settings
from tests.flows.test_cli import marsad
from tests.support import rows

ROOT = Path(__file__).parents[2]
ADDRESS = "http://arabic.news.example/2017-08/29/c_136562140.htm"
HOSTILE = """<html><head><title>قصف</title><base href="http://evil.example/">
<meta http-equiv="refresh" content="0;url=http://evil.example/"><link rel="dns-prefetch" href="//evil.example">
<script>document.title = "run"</script></head><body onload="alert(1)">
<h1>قصف جوي على مدينة حلب</h1></iframe><script src="http://evil.example/x.js"></script>
<iframe src="http://evil.example/"></iframe><form action="http://evil.example/"><input name="password"></form>
<p>قتل ثلاثة مدنيين في قصف جوي على مدينة حلب يوم الاثنين، وقالت مصادر طبية إن عشرين آخرين أصيبوا بجروح.</p>
<p>وتجددت الاشتباكات بين الجيش السوري ومسلحي المعارضة في أحياء المدينة صباح يوم الثلاثاء.</p>
</body></html>"""


def told(home: Path, name: str) -> dict[str, Any]:
    result = marsad("source", name, "--json", home=home)
    assert result.exit_code == 0, result.stderr
    return dict(json.loads(result.stdout))


def test_article_of_two_pages_leads_to_both_captures_and_shows_both(sample_settings: Settings) -> None:
    ((revision_id, article_id),) = rows(
        sample_settings.database, "SELECT revision_id, article_id FROM revisions WHERE page_count = 2"
    )
    kept = rows(
        sample_settings.database,
        f"""SELECT page_no, capture_id, warc_offset FROM fetches JOIN captures USING (capture_id)
            WHERE article_id = '{article_id}' AND read_as = 'page' ORDER BY page_no""",
    )
    captures = told(sample_settings.home, revision_id)["captures"]
    assert [(one["page_no"], one["capture_id"], one["warc_offset"]) for one in captures] == kept
    shown = marsad("source", revision_id, home=sample_settings.home).stdout
    assert all(f"warc_offset: {one['warc_offset']}" in shown for one in captures)
    page = marsad("source", revision_id, "--html", "-", home=sample_settings.home).stdout
    tree: Any = lxml.html.document_fromstring(page)
    first, second = tree.xpath("//iframe/@srcdoc")
    assert first != second
    assert [one["url"] in told.text for one, told in zip(captures, tree.find_class("told"), strict=True)] == [True] * 2


def test_page_marks_the_words_in_their_sentences(sample_settings: Settings) -> None:
    page = marsad("source", ADDRESS, "--html", "-", home=sample_settings.home).stdout
    tree: Any = lxml.html.document_fromstring(page)
    assert tree.get("dir") == "rtl"
    sentences = told(sample_settings.home, ADDRESS)["sentences"]
    shown = tree.xpath("//p[@dir='auto']")
    assert [one.text_content() for one in shown] == [one["text"] for one in sentences]
    for one, sentence in zip(shown, sentences, strict=True):
        covered = {at for start, end, _ in sentence["words"] for at in range(start, end)}
        letters = "".join(letter for at, letter in enumerate(sentence["text"], sentence["start"]) if at in covered)
        assert "".join(one.xpath("mark/text()")) == letters
    assert tree.xpath("//mark[@class='evacuation']")


def framed(page: str) -> tuple[str, Any, str]:
    """The policy, the frame, and the page in the frame."""
    tree: Any = lxml.html.document_fromstring(page)
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (frame,) = tree.xpath("//iframe")
    return policy, frame, frame.get("srcdoc")


@pytest.mark.parametrize("table", ["evacuations", "counts", "casualties", "tags"])
def test_every_row_leads_to_its_own_words_in_their_sentence(table: str, sample_settings: Settings) -> None:
    key = {"evacuations": "evacuation_id", "counts": "count_id", "casualties": "casualty_id", "tags": "tag_id"}[table]
    text = "m.text" if table == "tags" else "t.text"
    for name, words, file, offset in rows(
        sample_settings.database,
        f"""SELECT any_value(t.{key}), list(DISTINCT {text}), any_value(warc_file), any_value(warc_offset)
            FROM {table} AS t JOIN revisions USING (revision_id) JOIN captures USING (capture_id)
            {"JOIN mentions AS m USING (tag_id)" if table == "tags" else ""}
            GROUP BY t.{key} ORDER BY t.{key} LIMIT 5""",
    ):
        facts = told(sample_settings.home, name)
        found = [
            sentence["text"][start - sentence["start"] : end - sentence["start"]]
            for sentence in facts["sentences"]
            for start, end, _ in sentence["words"]
        ]
        assert set(words) <= set(found)
        assert (facts["warc_file"], facts["warc_offset"]) == (file, offset)


def test_ids_and_addresses_of_one_article_lead_to_the_same_text(sample_settings: Settings) -> None:
    first = told(sample_settings.home, ADDRESS)
    for key in ("article_id", "revision_id", "capture_id"):
        assert told(sample_settings.home, str(first[key])) == first
    shown = marsad("source", ADDRESS, home=sample_settings.home).stdout
    assert "⟦evacuation:" in shown
    assert f"warc_offset: {first['warc_offset']}" in shown


def test_archived_page_runs_nothing_and_loads_nothing(tmp_path: Path) -> None:
    page, home = tmp_path / "pages" / "page.html", tmp_path / "home"
    page.parent.mkdir()
    page.write_text(HOSTILE, encoding="utf-8")
    address = "http://arabic.news.cn/2018-05/29/c_137215577.htm"
    urls = tmp_path / "urls.csv"
    urls.write_text(f"path,url,captured_at\npage.html,{address},2018-05-29T12:00:00\n", encoding="utf-8")
    read = marsad("backfill", "pages", str(page.parent), "--urls-from", str(urls), home=home)
    assert read.exit_code in (0, 3), read.stderr
    policy, frame, inner = framed(marsad("source", address, "--html", "-", home=home).stdout)
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert frame.get("sandbox") == ""  # nothing is allowed
    assert "قتل ثلاثة مدنيين في قصف جوي" in inner
    assert lxml.html.document_fromstring(inner).get("dir") == "rtl"  # what told it may have been a style sheet
    for word in ("<script", "<meta", "<base", "<link", "<iframe", "<form", "evil.example"):
        assert word not in inner, word


@pytest.mark.parametrize("words", [["--html", "page.html"], []])
def test_open_hands_the_written_page_to_the_browser(
    sample_settings: Settings, tmp_path: Path, words: list[str]
) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}\n')
    browser.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "source", ADDRESS, "--open", *words],
        env={**os.environ, "BROWSER": f"{browser} %s", "MARSAD_HOME": str(sample_settings.home),
             "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (page,) = tmp_path.rglob("page.html")
    assert opened.read_text().strip() == page.as_uri()
    assert "الحافلات" in framed(page.read_text(encoding="utf-8"))[2]


def test_what_leads_nowhere_and_an_archive_that_is_gone_say_what_to_do(
    sample_settings: Settings, tmp_path: Path
) -> None:
    nowhere = marsad("source", "0f3a", home=sample_settings.home)
    assert nowhere.exit_code == 2
    assert "give an evacuation_id" in nowhere.stderr
    home = tmp_path / "home"
    home.mkdir()
    (home / "marsad.duckdb").write_bytes(sample_settings.database.read_bytes())
    assert marsad("source", ADDRESS, home=home).exit_code == 0  # the words need no archive
    gone = marsad("source", ADDRESS, "--html", "-", home=home)
    assert gone.exit_code == 1
    assert "bring it back from a copy" in gone.stderr
    both = marsad("source", ADDRESS, "--html", "-", "--json", home=sample_settings.home)
    assert (both.exit_code, both.stdout) == (2, "")
