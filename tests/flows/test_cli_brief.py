"""`marsad brief`: the page or its facts, the browser, and what wrong days get."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.settings import Settings
from tests.flows.test_cli import marsad


@pytest.fixture
def home(sample_settings: Settings, tmp_path: Path) -> Path:
    settings = replace(sample_settings, home=tmp_path / "home")
    settings.home.mkdir()
    shutil.copy(sample_settings.database, settings.database)
    return settings.home


def test_brief_of_a_day_is_written_into_the_home(home: Path) -> None:
    result = marsad("brief", "--date", "2017-08-28", home=home)
    assert (result.exit_code, result.stdout.strip()) == (0, str(home / "briefs" / "2017-08-28.html"))
    page = (home / "briefs" / "2017-08-28.html").read_text(encoding="utf-8")
    assert "جرود قارة" in page
    assert not (home / "briefs" / "latest.html").exists()


def test_brief_of_several_days_has_both_in_its_name_and_output_puts_it_elsewhere(home: Path, tmp_path: Path) -> None:
    days = ("--from", "2018-03-01", "--to", "2018-03-31")
    assert marsad("brief", *days, home=home).stdout.strip().endswith("2018-03-01_2018-03-31.html")
    target = tmp_path / "elsewhere" / "march.html"
    assert marsad("brief", *days, "--output", str(target), home=home).exit_code == 0
    assert target.read_bytes().startswith(b"<!DOCTYPE html>")


def test_json_prints_the_facts_and_writes_no_page(home: Path) -> None:
    facts = json.loads(marsad("brief", "--date", "2017-08-28", "--json", home=home).stdout)
    assert facts["days"] == {"first": "2017-08-28", "last": "2017-08-28"}
    assert {"totals", "reports", "evacuations", "conflicts", "timeline", "stories", "feeds"} <= set(facts)
    assert not (home / "briefs").exists()


def test_open_shows_the_page_in_the_browser(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, seen = tmp_path / "browser", tmp_path / "seen"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{seen}"\n', encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    monkeypatch.setattr("webbrowser._tryorder", None)  # it remembers the browsers that were there when it first looked
    assert marsad("brief", "--date", "2017-08-28", "--open", home=home).exit_code == 0
    assert seen.read_text(encoding="utf-8") == (home / "briefs" / "2017-08-28.html").resolve().as_uri()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--date", "28.8.2017"), "28.8.2017 is no day"),
        (("--from", "2018-01-02", "--to", "2018-01-01"), "--from 2018-01-02 is after --to 2018-01-01"),
        (("--date", "2018-01-02", "--to", "2018-01-01"), "--date is one day"),
    ],
)
def test_wrong_days_are_usage(home: Path, words: tuple[str, ...], told: str) -> None:
    result = marsad("brief", *words, home=home)
    assert result.exit_code == 2
    assert told in result.stderr


def test_without_a_snapshot_it_says_how_to_get_one(tmp_path: Path) -> None:
    result = marsad("brief", home=tmp_path)
    assert result.exit_code == 1
    assert "run `marsad daily` or `marsad demo` first" in result.stderr


def test_page_that_cannot_be_written_fails_with_a_sentence(home: Path) -> None:
    (home / "briefs").write_text("in the way", encoding="utf-8")
    result = marsad("brief", home=home)
    assert result.exit_code == 1
    assert result.stderr.startswith("marsad: The brief cannot be written to ")
