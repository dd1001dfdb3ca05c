"""Copies of a report in other outlets: one story, counted once, in a warehouse built at once and in one renewed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.archive.pages import pages
from bench.archive.plan import Page, Plan
from bench.archive.warc import WarcFile
from pipeline.collect.feeds import load_feeds
from pipeline.collect.sources import source_of
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse import renew as renewing
from pipeline.warehouse.backfill import backfill
from tests.support import SAMPLE_FEEDS, rows, silent
from tests.told import NOW

PLAN = Plan(articles=60, seed=11, corrections=0.0, copies=1.0, foreign=0.0)


def fill(settings: Settings, path: Path, chosen: list[Page]) -> None:
    """Write a WARC file of those pages and take it into the home."""
    with WarcFile(path, 1, NOW) as warc:
        for page in chosen:
            warc.add(page.capture)
    feeds = load_feeds(settings.feeds)
    backfill(settings, source_of("warc", [str(path)], feeds, {}), feeds, load_rules(), lambda: NOW, silent)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Settings]:
    """The same originals and copies, all at once, and the copies after the originals into the live snapshot."""
    place = tmp_path_factory.mktemp("copies")
    made = list(pages(PLAN))
    originals = [page for page in made if page.kind == "article"]
    copies = [page for page in made if page.kind == "copy"]
    assert len(originals) == len(copies) == PLAN.articles
    whole, parted = (Settings(home=place / name, feeds=SAMPLE_FEEDS) for name in ("whole", "parted"))
    fill(whole, place / "all.warc.gz", made)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(renewing, "LARGEST_SHARE", 2.0)
        fill(parted, place / "originals.warc.gz", originals)
        fill(parted, place / "copies.warc.gz", copies)
    return whole, parted


def test_original_and_copy_are_one_story_counted_once(homes: tuple[Settings, Settings]) -> None:
    database = homes[0].database
    assert rows(database, "SELECT count(*), sum(article_count) FROM stories") == [(PLAN.articles, 2 * PLAN.articles)]
    assert rows(database, "SELECT sum(story_count), sum(article_count) FROM daily_counts WHERE tag = 'any'") == [
        (PLAN.articles, 2 * PLAN.articles)
    ]
    ((stories, articles),) = rows(
        database, "SELECT sum(story_count), sum(article_count) FROM daily_counts WHERE tag = 'conflict'"
    )
    assert (stories, articles) == (articles / 2, 2 * stories)
    # Each story speaks through the article that told it first, and says that there is one copy.
    assert rows(
        database,
        """SELECT DISTINCT copies, article_id = story_id FROM conflict_reports""",
    ) == [(1, True)]
    assert rows(database, "SELECT count(DISTINCT story_id) FROM conflict_reports") == [(stories,)]


def test_copies_that_come_later_join_the_stories_of_the_live_snapshot(homes: tuple[Settings, Settings]) -> None:
    whole, parted = homes
    for table in ("stories", "daily_counts", "conflict_reports", "evacuation_reports", "casualty_reports"):
        query = f"FROM {table} ORDER BY ALL"
        assert rows(parted.database, query) == rows(whole.database, query), table


def test_diff_tells_on_the_command_line_what_the_copies_added(homes: tuple[Settings, Settings]) -> None:
    def diff(*more: str) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("marsad")), "diff", str(before), str(homes[1].database), *more]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    before = min((homes[1].home / "lakes").iterdir(), key=lambda folder: folder.stat().st_mtime)
    told = diff("--json")
    assert told.returncode == 0, told.stderr
    facts = json.loads(told.stdout)
    ((report_count,),) = rows(homes[1].database, "SELECT count(*) FROM reports WHERE len(tags) > 0")
    assert len(facts["reports"]) == report_count / 2
    assert {report["change"] for report in facts["reports"]} == {"added"}
    plain = diff()
    assert plain.returncode == 0
    assert "added" in plain.stdout
    assert diff("--json", "--nonsense").returncode == 2
