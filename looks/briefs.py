"""The briefs that are looked at: the sample site's, a day of 10,000 reports, and a day without any."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from looks.browser import Page
from looks.planted import plant
from pipeline.report.brief.write import write_brief
from pipeline.settings import Settings
from samples.server import SampleServer
from tests.support import run_pipeline, settings_for

BUSY_DAY = date(2026, 3, 9)


def sample_home(home: Path) -> Settings:
    """Poll the sample site into a new home, twice."""
    with SampleServer() as server:
        settings = settings_for(server, home)
        run_pipeline(settings)
        server.phase = 2
        run_pipeline(settings)
    return settings


def brief_pages(settings: Settings) -> list[Page]:
    """Write the briefs of a sample home, and of a copy with many reports, and return them as pages."""
    busy = replace(settings, home=settings.home / "busy")
    busy.home.mkdir()
    shutil.copy(settings.database, busy.database)
    quarter = [(BUSY_DAY - timedelta(days=ago), 12 + ago * 7 % 23) for ago in range(1, 150)]
    plant(busy.database, [(BUSY_DAY, 10_000), *quarter])
    ordinary = BUSY_DAY - timedelta(days=3)
    briefs = {
        "brief-sample": write_brief(settings),
        "brief-busy": write_brief(busy, BUSY_DAY, BUSY_DAY),
        "brief-ordinary": write_brief(busy, ordinary, ordinary),
        "brief-nothing": write_brief(settings, date(2016, 2, 2), date(2016, 2, 2)),
    }
    return [Page(name, path.resolve().as_uri()) for name, path in briefs.items()]
