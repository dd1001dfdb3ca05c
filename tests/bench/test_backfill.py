"""What the backfill's own measures say of a job."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import flows.backfill as flow
from bench import through_prefect as measure
from pipeline.settings import Settings


def test_what_is_there_before_the_job_is_prefects_and_the_rest_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home", feeds=tmp_path / "feeds.toml")
    for name in ("MARSAD_HOME", "MARSAD_FEEDS"):
        monkeypatch.setenv(name, "")  # what is measured sets them; restored after the test
    server = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    seen = []

    def job(*given: object) -> SimpleNamespace:
        seen.append(given)
        assert str(server.pid) in [path.parent.name for path in measure._children()]
        server.communicate(b"\n")  # a server that ends meanwhile is no failure of the measure
        return SimpleNamespace(tally=SimpleNamespace(new=3))

    monkeypatch.setattr(measure, "prepare_prefect", lambda settings: None)
    monkeypatch.setattr(flow, "backfilled", job)
    monkeypatch.setattr(flow, "backfill", lambda kind, paths: vars(flow)["backfilled"](kind, *paths))
    told = measure.through_prefect(settings, "old")
    assert seen == [("warc", "old")]
    assert told["captures"] == 3
    assert told.keys() == {"captures", "job_seconds", "job_cpu", "prefect_cpu", "around_seconds"}
    assert told["job_seconds"] >= 0
    assert told["around_seconds"] >= 0
