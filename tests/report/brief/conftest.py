"""A snapshot with planted reports that several tests read."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from looks.planted import plant
from pipeline.settings import Settings

DAY = date(2026, 3, 5)


def copied(settings: Settings, home: Path) -> Settings:
    """The settings of a home of its own with a copy of the snapshot."""
    own = replace(settings, home=home)
    home.mkdir()
    shutil.copy(settings.database, own.database)
    return own


@pytest.fixture
def busy_settings(told_settings: Settings, tmp_path: Path) -> Settings:
    """The sample site's snapshot in a home of its own, which may be written to."""
    return copied(told_settings, tmp_path / "home")


@pytest.fixture(scope="session")
def crowded_settings(told_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """That snapshot with 10,000 reports more on DAY; not to be written to, but for its briefs."""
    settings = copied(told_settings, tmp_path_factory.mktemp("crowded") / "home")
    plant(settings.database, [(DAY, 10_000)])
    return settings


@pytest.fixture
def markup_settings(busy_settings: Settings) -> Settings:
    """Three reports on DAY whose title is markup."""
    plant(busy_settings.database, [(DAY, 3)], title='<script>alert(1)</script><img src=x onerror=alert(2)>" onload="x')
    return busy_settings
