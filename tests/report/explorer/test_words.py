"""Words are looked for in the index of texts that `marsad search` asks; where it is not there, the page says so."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import httpx
import pytest

from pipeline.report.search import Question
from pipeline.report.search import ask as searched
from pipeline.search.index import renew_index
from pipeline.settings import Settings
from tests.report.explorer.browser import Page, serving
from tests.support import silent

QUERIES = ("إجلاء المسلحين", '"مجلس الأمن"', "«مئات الإرهابيين» القلمون", "ودمشق", "من", "قُصِفَت")


@pytest.fixture
def copied(told_settings: Settings, tmp_path: Path) -> Settings:
    """A home with a copy of the sample home's snapshot and index."""
    settings = Settings(home=tmp_path)
    shutil.copyfile(told_settings.database, settings.database)
    shutil.copyfile(told_settings.search_index, settings.search_index)
    return settings


def swapped(settings: Settings, statement: str) -> None:
    """Change the snapshot as a publication does: a new file takes its place."""
    fresh = settings.home / "fresh.duckdb"
    shutil.copyfile(settings.database, fresh)
    with duckdb.connect(str(fresh)) as connection:
        connection.execute(statement)
    fresh.replace(settings.database)


@pytest.mark.parametrize("query", QUERIES)
def test_words_find_what_marsad_search_finds_in_its_order(
    client: httpx.Client, told_settings: Settings, query: str
) -> None:
    wanted = searched(told_settings, Question(query, most=25))
    assert wanted.hits
    page = Page(client, str(httpx.URL("/", params={"tag": "all", "order": "best", "q": query})))
    assert page.articles == [hit["article_id"] for hit in wanted.hits]
    assert page.text("summary").split()[1] == str(wanted.found_count)


def test_period_and_words_narrow_each_other(client: httpx.Client) -> None:
    page = Page(client, "/?tag=all&q=دمشق")
    everything = set(page.articles)
    page.set("until", "2017-08-28")
    assert page.articles
    assert set(page.articles) < everything
    page.set("since", "2017-08-28")
    assert len(page.articles) == 1


def test_index_swapped_while_the_page_is_open_is_asked_next(copied: Settings) -> None:
    with serving(copied.home) as client:
        page = Page(client, "/?lang=en&tag=all&q=زرافة")
        assert "No report fits" in page.text("summary")
        swapped(copied, "UPDATE revisions SET revision_id = 'new', body = 'زرافة' WHERE title LIKE '%القلمون الغربي%'")
        page.set("order", "old")
        assert "1 texts of this snapshot are not in the index yet" in page.text("notice")
        assert page.articles == []
        assert renew_index(copied, silent)
        page.set("order", "new")
        assert page.text("notice") == ""
        assert len(page.articles) == 1


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (Path.unlink, "there is no index of the texts at"),
        (lambda path: path.write_bytes(b"no index" * 1_000), "the index of the texts cannot be read"),
    ],
)
def test_without_an_index_the_rest_of_the_choice_is_shown_and_the_page_says_so(
    copied: Settings, spoil: Callable[[Path], object], told: str
) -> None:
    spoil(copied.search_index)
    with serving(copied.home) as client:
        page = Page(client, "/?lang=en&tag=evacuation")
        assert page.text("notice") == ""
        without_words = page.articles
        page.set("text", "القلمون")
        assert told in page.text("notice")
        assert "the rest of your choice" in page.text("notice")
        assert page.articles == without_words
        assert page.parts["text"]["value"] == "القلمون"
        assert "q=" not in page.parts["url"]["search"]
        answer = client.get("/download/reports.csv?lang=en&q=القلمون")
        assert answer.status_code == 503
        assert told in answer.text


def test_words_without_letters_are_told(client: httpx.Client) -> None:
    page = Page(client, "/?lang=en")
    everything = page.articles
    page.set("text", "؟ !")
    assert "“؟ !” holds no word to look for" in page.text("notice")
    assert page.articles == everything
