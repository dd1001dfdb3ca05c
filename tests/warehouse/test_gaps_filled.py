"""A gap from end to end: told by the run that finds it and by `marsad status --gaps`, closed by a backfill."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.collect.collect import collect
from pipeline.collect.feeds import load_feeds
from pipeline.collect.found import Found, Input, Item
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse import renew as renewing
from pipeline.warehouse.backfill import backfill
from pipeline.warehouse.build import build
from pipeline.warehouse.renew import renew
from pipeline.warehouse.staging import derive_pending
from samples import feeds
from samples.resource import Key, Resource
from samples.server import SampleServer
from tests.flows.test_cli import marsad
from tests.support import rows, run_pipeline, settings_for, silent
from tests.told import NOW

FEED = feeds.Feed("world", "العالم", "http://arabic.news.example/rss/world.xml", "rss")
TOML = f'[[feed]]\nid = "{FEED.id}"\ntitle = "{FEED.title}"\nurl = "{FEED.url}"\nkind = "rss"\nstale_after_days = 99\n'


def held(day: int) -> bytes:
    """The feed at the begin of a day: six items, two of each day before."""
    items = [
        feeds.Item(f"خبر {number}", f"http://arabic.news.example/{number}/c_{number}.htm", published, published)
        for number in range(2 * day - 1, 2 * day - 7, -1)
        for published in [NOW + timedelta(days=number / 2)]
    ]
    return feeds.rss(FEED, items)


def site(day: int) -> dict[Key, Resource]:
    """The feed alone; it changes on even days only."""
    return {("arabic.news.example", "/rss/world.xml"): Resource(held(day // 2 * 2), "text/xml; charset=utf-8")}


class Kept:
    """One capture of the feed that somebody else made."""

    kind = "feeds"

    def __init__(self, day: int) -> None:
        self.day = day

    def inputs(self) -> list[Input]:
        return [Input(f"{self.day}.xml", Path(f"{self.day}.xml"), 1)]

    def read(self, item: Input) -> Iterator[Item]:
        moment = NOW + timedelta(days=self.day)
        yield Found(item.name, FEED.url, moment, "feed", held(self.day), "text/xml", FEED.id, "rss")

    def options(self) -> dict[str, str]:
        return {}


def test_gap_is_told_by_the_run_that_finds_it_and_closed_by_a_backfill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "feeds.toml").write_text(TOML, encoding="utf-8")
    issues = "SELECT run_id, subject, message FROM issues WHERE word = 'feed_gap'"
    monkeypatch.setattr(renewing, "LARGEST_SHARE", 2.0)
    with SampleServer(site=site, phase=0) as server:
        settings = settings_for(server, tmp_path / "home", tmp_path / "feeds.toml")
        for day in (0, 1, 2, 3):
            server.phase = day
            run_pipeline(settings, lambda day=day: NOW + timedelta(days=day))  # type: ignore[misc]
        assert rows(settings.database, "FROM gaps") == []
        assert marsad("status", "--gaps", home=settings.home).exit_code == 0

        server.phase = 8
        collect(settings, load_feeds(settings.feeds), silent, lambda: NOW + timedelta(days=8))
        derive_pending(settings, silent)
        told_alike(settings, tmp_path, issues)
        run_pipeline(settings, lambda: NOW + timedelta(days=8, minutes=1))  # that run is not the one that found it
        assert rows(settings.database, issues) == []
        # On day 3 the feed was as on day 2: the gap begins there.
        ((from_at, to_at),) = rows(settings.database, "SELECT from_at, to_at FROM gaps")
        assert (to_at - from_at).days == 5
    told = marsad("status", "--gaps", "--json", home=settings.home)
    assert told.exit_code == 3
    facts = json.loads(told.stdout)
    (gap,) = facts["gaps"]["newest"]
    assert (facts["gaps"]["total"], gap["feed_id"], gap["reason"]) == (1, "world", "no_overlap")
    text = marsad("status", "--gaps", home=settings.home).stdout
    assert gap["command"] in text.replace("\n", "")
    assert "×" in facts["calendar"]["feeds"]["world"]

    feed_list = load_feeds(settings.feeds)
    backfill(settings, Kept(4), feed_list, load_rules(), lambda: NOW + timedelta(days=9), silent)
    assert len(rows(settings.database, "FROM gaps")) == 1  # 4 shares entries with 3, and none with 8
    backfill(settings, Kept(6), feed_list, load_rules(), lambda: NOW + timedelta(days=10), silent)
    assert rows(settings.database, "FROM gaps") == []
    assert marsad("status", "--gaps", home=settings.home).exit_code == 0


def told_alike(settings: Settings, tmp_path: Path, issues: str) -> None:
    """The run that found the gap has one issue of it, in a snapshot made anew and in one made from the live one."""
    renewed, anew = tmp_path / "renewed.duckdb", tmp_path / "anew.duckdb"
    assert renew(settings, load_rules(), renewed, NOW, silent) is not None
    build(settings, load_rules(), anew, NOW, silent)
    assert rows(renewed, issues) == rows(anew, issues)
    ((run_id, subject, message),) = rows(anew, issues)
    assert [(run_id,)] == rows(anew, "SELECT max(run_id) FROM runs")
    assert subject == "world"
    assert "between 2026-03-13 00:00 and 2026-03-18 00:00 UTC" in message
    assert "marsad status --gaps" in message
