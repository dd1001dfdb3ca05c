"""The notebook, run on the sample home."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from pipeline.settings import Settings
from tests.support import rows

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "explore.py"


def test_notebook_opens_the_snapshot_and_plots_what_it_holds(
    told_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARSAD_HOME", str(told_settings.home))
    spec = importlib.util.spec_from_file_location("explore", NOTEBOOK)
    assert spec
    assert spec.loader
    notebook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(notebook)
    _, found = notebook.app.run()
    stories = sum(found["months"]["stories"].to_pylist())
    database = told_settings.database
    assert rows(database, "SELECT sum(story_count) FROM daily_counts WHERE published_date IS NOT NULL") == [(stories,)]
    assert sum(sum(bar.y) for bar in found["plot"].data) == stories
    assert rows(database, "SELECT count(*) FROM evacuation_reports") == [(found["movements"].num_rows,)]
    assert found["citation"] == rows(database, "SELECT citation FROM snapshot")[0][0]
    found["snapshot"].close()
