"""The page that a run leaves in Prefect, and the table of movements."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from pipeline.report.summary import run_markdown, told_movements
from pipeline.report.tables import print_movements
from pipeline.settings import Settings
from tests.support import rows


def test_page_of_a_run_tells_its_reports_and_their_movements(told_settings: Settings) -> None:
    ((run_id,),) = rows(told_settings.database, "SELECT min(run_id) FROM runs")
    lines = run_markdown(told_settings.database, run_id).splitlines()
    assert lines[0] == f"# Daily run {run_id}"
    (moved,) = [line for line in lines if "البوكمال, الصحراء" in line]
    assert moved.startswith("| 2017-08-28 | 700 | جرود قارة | البوكمال, الصحراء | نقل مئات")
    assert "## Issues: " in "\n".join(lines)


def test_table_of_movements_shows_the_most_people_first_with_whence_and_whither(told_settings: Settings) -> None:
    movements = told_movements(told_settings.database, 1_000)
    most = [high for _, _, high, *_ in movements if high is not None]
    assert most == sorted(most, reverse=True)
    assert told_movements(told_settings.database, 2) == movements[:2]
    console = Console(width=120, record=True, file=StringIO())
    print_movements(console, [told for told in movements if told[4] == ["البوكمال", "الصحراء"]], "logical")
    (row,) = [line for line in console.export_text().splitlines() if "2017-08-28" in line]
    assert [cell.strip() for cell in row.split("│")[1:5]] == ["2017-08-28", "700", "جرود قارة", "البوكمال، الصحراء"]
