"""`marsad rebuild` as the operator runs it: its own process, real Prefect, and no network at all."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.warehouse.publish import sole_writer
from samples.server import SampleServer
from tests.flows.test_daily import marsad
from tests.flows.test_told_runs import one_run
from tests.support import rows, run_pipeline, settings_for, with_prefect


def test_rebuild_tells_what_changed_and_needs_no_network(server: SampleServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path)
    run_pipeline(settings)
    for part in settings.derived.glob("annotations/*"):
        part.unlink()
    (tmp_path / "last_failure.json").write_text('{"flow": "rebuild", "at": "", "why": ""}')
    nowhere = 9
    result = marsad(with_prefect(tmp_path), nowhere, "rebuild", "--tags-only", "--json", log="json")
    assert result.returncode == 3, result.stderr
    told = json.loads(result.stdout)
    assert set(told) == {"snapshot_id", "files_read", "texts_tagged", "changes", "issue_count"}
    ((texts,),) = rows(settings.database, "SELECT count(*) FROM revisions")
    assert (told["files_read"], told["texts_tagged"]) == (0, texts)
    assert set(told["changes"][0]) == {"what", "subtype", "before", "after", "added", "withdrawn"}
    lines = one_run(result.stderr, "rebuild")
    assert f"texts tagged: {texts} of {texts}" in [line["message"] for line in lines]
    assert not (tmp_path / "last_failure.json").exists()


def test_rebuild_beside_another_run_ends_and_leaves_the_word_of_a_failed_daily_run(
    server: SampleServer, tmp_path: Path
) -> None:
    settings = settings_for(server, tmp_path)
    run_pipeline(settings)
    with sole_writer(settings):
        busy = marsad(with_prefect(tmp_path), 9, "rebuild")
    assert busy.returncode == 1
    assert "is in use by process" in busy.stderr
    assert "Traceback" not in busy.stderr
    (tmp_path / "last_failure.json").write_text('{"flow": "daily", "at": "", "why": "no feed answered"}')
    free = marsad(tmp_path, 9, "rebuild")
    assert free.returncode == 3
    assert "No tag and no movement changed." in free.stdout
    assert (tmp_path / "last_failure.json").exists()
