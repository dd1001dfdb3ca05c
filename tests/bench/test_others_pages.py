"""Extractors timed in processes of their own, and the yardstick of the backfill."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.archive.pages import pages
from bench.archive.plan import Plan
from bench.archive.write import Output, write_archive
from bench.baseline import article_pages, trafilatura_rate
from bench.others_pages.__main__ import drawn, word_f1
from bench.others_pages.timed import timed


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive") / "out"
    write_archive(folder, Plan(90, corrections=0, copies=0, foreign=0.5), Output(files_of=50))
    return folder


def test_extractor_in_a_process_of_its_own_finds_the_texts() -> None:
    truth = drawn(12, is_known=True)
    found = timed("marsad", sys.executable, [(url, html) for url, html, _ in truth])
    assert list(found.texts) == ["\n".join(article.body) for _, _, article in truth]
    assert found.per_second > 0
    assert found.version


def test_extractor_that_is_not_installed_says_so_in_an_error() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)news-please failed by .*No module named 'newsplease'"):
        timed("news-please", sys.executable, [])


def test_drawn_pages_are_of_known_layouts_or_of_unknown_ones() -> None:
    known, unknown = drawn(20, is_known=True), drawn(20, is_known=False)
    assert len(known) == len(unknown) == 20
    assert all("dataLayer" in html for _, html, _ in unknown)
    assert not any("dataLayer" in html for _, html, _ in known)


def test_f1_counts_words_missing_and_words_too_many() -> None:
    article = next(page.article for page in pages(Plan(1)) if page.article)
    body = "\n".join(article.body)
    assert word_f1(body, article) == 1
    assert word_f1(f"{body} {body}", article) == pytest.approx(2 / 3)
    assert word_f1("", article) == 0


def test_pages_for_the_yardstick_are_articles_spread_over_the_whole_archive(archive: Path) -> None:
    made = [page.capture.url for page in pages(Plan(90, corrections=0, copies=0)) if page.article]
    found = [url for url, _ in article_pages(archive, 20)]
    assert 20 <= len(found) < 40
    articles = [url for url in found if "english" not in url]
    places = [made.index(url) for url in articles]
    assert places == sorted(places)
    assert places[0] < 10
    assert places[-1] > 80
    assert all("<html" in html for _, html in article_pages(archive, 20))


def test_yardstick_is_a_rate_and_needs_pages(archive: Path, tmp_path: Path) -> None:
    assert trafilatura_rate(archive, 10) > 0
    with pytest.raises(ValueError, match="no article page"):
        trafilatura_rate(tmp_path)
