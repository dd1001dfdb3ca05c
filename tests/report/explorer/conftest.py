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
    with serving(told_settings.database) as running:
        yield running


@pytest.fixture
def changed(told_settings: Settings, tmp_path: Path) -> Callable[[str], Path]:
    """Gives a copy of that snapshot in a folder of its own, after some SQL was run on it."""

    def change(sql: str) -> Path:
        database = tmp_path / "home" / "marsad.duckdb"
        database.parent.mkdir()
        shutil.copyfile(told_settings.database, database)
        with duckdb.connect(str(database)) as connection:
            connection.execute(sql)
        return database

    return change
