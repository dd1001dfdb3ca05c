from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
from lxml import etree
from rich.console import Console

from pipeline.report.arabic_terminal import shown, shown_mode
from pipeline.report.picture import draw_reports
from pipeline.report.summary import run_markdown, tagged_reports
from pipeline.report.tables import print_reports, print_rows
from pipeline.settings import Settings
from tests.support import rows


@pytest.mark.parametrize(
    ("mode", "is_terminal", "environment", "wanted"),
    [
        ("auto", True, {}, "visual"),
        ("auto", False, {}, "logical"),
        ("auto", True, {"TERM_PROGRAM": "Apple_Terminal"}, "logical"),
        ("auto", True, {"VTE_VERSION": "7200"}, "logical"),
        ("visual", False, {}, "visual"),
        ("logical", True, {}, "logical"),
    ],
)
def test_text_is_prepared_only_for_terminals_that_do_not_do_it(
    mode: str, is_terminal: bool, environment: dict[str, str], wanted: str
) -> None:
    assert shown_mode(mode, is_terminal, environment) == wanted


def test_visual_text_is_joined_and_runs_from_the_right() -> None:
    # Logical "سلام 12" begins with seen; on screen the number stands left and the seen, in its initial form, right.
    assert shown("سلام 12", "visual") == "12 \ufee1\ufefc\ufeb3"
    assert shown("سلام 12", "logical") == "سلام 12"


def test_control_signs_never_reach_the_terminal() -> None:
    for mode in ("visual", "logical"):
        assert not any(
            ord(sign) < 32 or sign in "\u202e\u2066\x7f" for sign in shown("a\x1b[31m\u202e\u2066ب\x07", mode)
        )


def console() -> tuple[Console, io.StringIO]:
    stream = io.StringIO()
    return Console(file=stream, width=120), stream


def report(**changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "published_at": datetime(2017, 8, 28, 14, 0),  # noqa: DTZ001  (as the snapshot gives it)
        "title": "إجلاء مسلحي داعش",
        "labels": [("evacuation", "deal_evacuation")],
        "evidence": ["غادرت 16 حافلة"],
        "url": "http://arabic.news.example/x",
        "revision_no": 1,
    }
    return facts | changes


def test_report_without_date_title_or_words_has_its_row() -> None:
    output, stream = console()
    print_reports(output, [report(published_at=None, title=None, evidence=None), report()], "logical")
    assert stream.getvalue().count("deal_evacuation") == 2
    assert "غادرت 16 حافلة" in stream.getvalue()


def test_markup_in_a_title_is_text_in_table_picture_and_markdown(sample_settings: Settings) -> None:
    title = "[red]<script>alert(1)</script>&|\x1b[31m"
    output, stream = console()
    print_reports(output, [report(title=title)], "logical")
    print_rows(output, ["[bold]a"], [(title,)], "logical")
    assert "\x1b" not in stream.getvalue()
    assert "[red]<script>" in stream.getvalue()
    picture = etree.fromstring(draw_reports([report(title="[red]<script>alert(1)</script>&|")]).encode())
    assert picture.findall(".//{*}script") == []


def test_picture_of_the_sample_is_well_formed_and_shows_tags_and_titles(sample_settings: Settings) -> None:
    reports = tagged_reports(sample_settings.database)
    picture = etree.fromstring(draw_reports(reports).encode())
    text = " ".join(str(part) for part in picture.itertext())
    assert str(reports[0]["title"])[:40] in text
    assert reports[0]["labels"][0][1] in text
    assert etree.fromstring(draw_reports([]).encode()) is not None


def test_page_of_a_run_names_its_reports_feeds_and_issues(sample_settings: Settings) -> None:
    ((last,),) = rows(sample_settings.database, "SELECT max(run_id) FROM runs")
    page = run_markdown(sample_settings.database, last)
    assert last in page
    assert "21 ألف" in page
    assert "moved\\_culture" in page
    assert "## Issues: " in page
