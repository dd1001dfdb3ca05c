"""A snapshot made out of the live one has the rows that building everything gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.collect.collect import collect
from pipeline.collect.feeds import load_feeds
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse import renew as renewing
from pipeline.warehouse.build import build
from pipeline.warehouse.publish import publish
from pipeline.warehouse.renew import renew
from pipeline.warehouse.schema import published_tables
from pipeline.warehouse.staging import archive_files, derive_pending
from samples.server import SampleServer
from tests.support import SAMPLE_FEEDS, rows, run_pipeline, settings_for, silent
from tests.told import NOW


def collected(settings: Settings, now: Callable[[], datetime]) -> None:
    collect(settings, load_feeds(settings.feeds), silent, now)
    derive_pending(settings, silent)


def test_renewed_snapshot_has_the_rows_of_one_built_anew(
    server: SampleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(server, tmp_path / "home")
    rules = load_rules()
    monkeypatch.setattr(renewing, "LARGEST_SHARE", 2.0)
    run_pipeline(settings, lambda: NOW)
    server.phase = 2
    one_feed = tmp_path / "feeds.toml"
    one_feed.write_text("[[feed]]" + SAMPLE_FEEDS.read_text(encoding="utf-8").split("[[feed]]")[1], encoding="utf-8")
    # On the first day one more article and a correction; on the third what is due by age, then one feed.
    for days, feeds in ((1, SAMPLE_FEEDS), (3, SAMPLE_FEEDS), (6, one_feed)):
        collected(replace(settings, feeds=feeds), lambda days=days: NOW + timedelta(days=days))  # type: ignore[misc]
        renewed, anew = tmp_path / f"renewed{days}.duckdb", tmp_path / f"anew{days}.duckdb"
        made = renew(settings, rules, renewed, NOW, silent)
        assert made is not None
        assert made.failures == []
        assert build(settings, rules, anew, NOW, silent).failures == []
        for table in published_tables():
            query = f"FROM {table} ORDER BY ALL"
            assert rows(renewed, query) == rows(anew, query), table
        publish(settings, rules, NOW, silent)
    assert rows(settings.database, "SELECT count(*) FROM revisions WHERE revision_no = 2") == [(1,)]


def test_everything_is_built_where_the_live_snapshot_does_not_fit(
    server: SampleServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(server, tmp_path / "home")
    rules = load_rules()
    target = tmp_path / "next.duckdb"
    collected(settings, lambda: NOW)
    assert renew(settings, rules, target, NOW, silent) is None  # there is no live snapshot
    publish(settings, rules, NOW, silent)
    collected(settings, lambda: NOW + timedelta(days=1))
    assert renew(settings, rules, target, NOW, silent) is None  # nearly every article was asked for again
    monkeypatch.setattr(renewing, "LARGEST_SHARE", 2.0)
    assert renew(settings, load_rules([*rules_of(tmp_path)]), target, NOW, silent) is None  # other rules
    first = archive_files(settings)[0]
    first.rename(first.with_name("marsad-moved.warc.gz"))
    for path in settings.derived.glob("*.duckdb"):
        path.unlink()
    derive_pending(settings, silent)
    assert renew(settings, rules, target, NOW, silent) is None  # a file that it was made from is gone
    assert not target.exists()


def rules_of(place: Path) -> list[Path]:
    from tests.warehouse.test_rebuild import other_rules

    return other_rules(place)
