"""The page that a run leaves in Prefect."""

from __future__ import annotations

from pipeline.report.summary import run_markdown
from pipeline.settings import Settings
from tests.support import rows


def test_page_of_a_run_tells_its_reports_and_their_movements(told_settings: Settings) -> None:
    ((run_id,),) = rows(told_settings.database, "SELECT min(run_id) FROM runs")
    lines = run_markdown(told_settings.database, run_id).splitlines()
    assert lines[0] == f"# Daily run {run_id}"
    (moved,) = [line for line in lines if "البوكمال, الصحراء" in line]
    assert moved.startswith("| 2017-08-28 | 700 | جرود قارة | البوكمال, الصحراء | نقل مئات")
    assert "## Issues: " in "\n".join(lines)
