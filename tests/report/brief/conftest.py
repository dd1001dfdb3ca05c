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


@pytest.fixture
def busy_settings(told_settings: Settings, tmp_path: Path) -> Settings:
    """The sample site's snapshot in a home of its own, which may be written to."""
    settings = replace(told_settings, home=tmp_path / "home")
    settings.home.mkdir()
    shutil.copy(told_settings.database, settings.database)
    return settings


@pytest.fixture
def markup_settings(busy_settings: Settings) -> Settings:
    """Three reports on DAY whose title is markup."""
    plant(busy_settings.database, [(DAY, 3)], title='<script>alert(1)</script><img src=x onerror=alert(2)>" onload="x')
    return busy_settings
