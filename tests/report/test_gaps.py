"""`marsad status --gaps` for people: lists with their totals, and a calendar that needs no colours."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.report.gaps import LISTED, print_gaps, read_gaps
from pipeline.report.status import ask
from tests.warehouse.polls import Polls, news


def printed(database: Path) -> str:
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system="truecolor")
    print_gaps(console, ask(database, read_gaps))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def polled(database: Path, days: list[int], *, a_day: int = 10, thin: tuple[int, ...] = ()) -> None:
    """A feed polled at the begin of those days, which holds all articles of the three days before."""
    polls = Polls(str(database))
    for day in days:
        held = [
            (article, published)
            for article, published in news((day - 3) * a_day, day * a_day - 1, a_day=a_day)
            if int(published) not in thin or article.endswith("0")
        ]
        polls.poll(day, held)
    polls.rows("CHECKPOINT")
    polls.connection.close()


def test_calendar_has_a_sign_a_day_that_reads_without_colours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / "marsad.duckdb"
    polled(database, [*range(20), *range(26, 41)], thin=(10, 11, 35))
    monkeypatch.setenv("NO_COLOR", "1")
    head, line, legend, *_ = printed(database).splitlines()
    # Day 0 and day 40 are not judged. The reading of day 26 tells of the days from 23 on, that of day 19 of day 18.
    assert line == "world  " + "■" * 9 + "▪▪" + "■" * 7 + "××××" + "■" * 12 + "▪" + "■" * 4
    assert head == "by day 2024-01-02" + " " * 19 + "2024-02-09"
    assert "× gap" in legend
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[31m×" in printed(database)


def test_calendar_of_more_than_a_few_weeks_has_a_sign_a_week_for_the_worst_of_its_days(tmp_path: Path) -> None:
    database = tmp_path / "marsad.duckdb"
    polled(database, list(range(72)), thin=(24, 45, 46))
    calendar = ask(database, read_gaps)["calendar"]
    assert calendar["unit"] == "week"
    assert calendar["feeds"] == {"world": "■■■▪■■▪■■■■"}


def test_days_in_a_row_are_one_line_with_one_command(tmp_path: Path) -> None:
    database = tmp_path / "marsad.duckdb"
    polled(database, list(range(41)), thin=(10, 11, 12, 20))
    short = ask(database, read_gaps)["short_days"]
    assert (short["total"], short["total_days"]) == (2, 4)
    first = short["newest"][1]
    assert (f"{first['from_date']}", f"{first['to_date']}", first["article_count"]) == ("2024-01-11", "2024-01-13", 3)
    assert first["command"] == "marsad backfill wayback --feed world --from 2024-01-11 --to 2024-01-13"


def test_long_lists_end_with_their_newest_rows_and_say_how_many_there_are(tmp_path: Path) -> None:
    database = tmp_path / "marsad.duckdb"
    polled(database, [start + day for start in range(0, 15 * 10, 10) for day in range(4)])
    gaps = ask(database, read_gaps)["gaps"]
    assert (gaps["total"], len(gaps["newest"])) == (14, LISTED)
    assert f"{gaps['newest'][0]['to_at']:%Y-%m-%d}" == "2024-05-20"
    assert "14 gaps" in printed(database)
    assert f"the {LISTED} newest" in printed(database)


def test_snapshot_without_a_reading_says_so(tmp_path: Path) -> None:
    polls = Polls(str(tmp_path / "marsad.duckdb"))
    polls.poll(0, outcome="dns")
    polls.rows("CHECKPOINT")
    polls.connection.close()
    assert printed(tmp_path / "marsad.duckdb") == "No feed was read yet.\n"
