"""A running explorer on the sample home, and copies of its snapshot to spoil."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import httpx
import pytest

from pipeline.settings import Settings
from tests.report.explorer.browser import serving


@pytest.fixture(scope="session")
def client(told_settings: Settings) -> Iterator[httpx.Client]:
    """A client of the explorer on the sample home with the founding report's movements."""
    with serving(told_settings.home) as running:
        yield running


@pytest.fixture
def changed(told_settings: Settings, tmp_path: Path) -> Callable[[str], Path]:
    """Gives a home with a copy of that snapshot and its index, after some SQL was run on the snapshot."""

    def change(sql: str) -> Path:
        copy = Settings(home=tmp_path / "home")
        copy.home.mkdir()
        shutil.copyfile(told_settings.database, copy.database)
        shutil.copyfile(told_settings.search_index, copy.search_index)
        with duckdb.connect(str(copy.database)) as connection:
            connection.execute(sql)
        return copy.home

    return change
