"""`marsad rebuild` as the operator runs it: its own process, real Prefect, and no network at all."""

from __future__ import annotations

import json

from pipeline.settings import Settings
from pipeline.warehouse.publish import sole_writer
from tests.flows.test_daily import marsad
from tests.flows.test_told_runs import one_run
from tests.support import rows


def test_rebuild_tells_what_changed_and_needs_no_network(polled: Settings, prefect_api: str) -> None:
    settings, home = polled, polled.home
    for part in settings.derived.glob("annotations/*"):
        part.unlink()
    (home / "last_failure.json").write_text('{"flow": "rebuild", "at": "", "why": ""}')
    nowhere = 9
    result = marsad(home, nowhere, "rebuild", "--tags-only", "--json", api=prefect_api, log="json")
    assert result.returncode == 3, result.stderr
    told = json.loads(result.stdout)
    assert set(told) == {"snapshot_id", "files_read", "texts_tagged", "changes", "issue_count"}
    ((texts,),) = rows(settings.database, "SELECT count(*) FROM revisions")
    assert (told["files_read"], told["texts_tagged"]) == (0, texts)
    assert set(told["changes"][0]) == {"what", "subtype", "before", "after", "added", "withdrawn"}
    lines = one_run(result.stderr, "rebuild")
    assert f"texts tagged: {texts} of {texts}" in [line["message"] for line in lines]
    assert not (home / "last_failure.json").exists()


def test_rebuild_beside_another_run_ends_and_leaves_the_word_of_a_failed_daily_run(
    polled: Settings, prefect_api: str
) -> None:
    settings, home = polled, polled.home
    with sole_writer(settings):
        busy = marsad(home, 9, "rebuild", api=prefect_api)
    assert busy.returncode == 1
    assert "is in use by process" in busy.stderr
    assert "Traceback" not in busy.stderr
    (home / "last_failure.json").write_text('{"flow": "daily", "at": "", "why": "no feed answered"}')
    free = marsad(home, 9, "rebuild", api=prefect_api)
    assert free.returncode == 3
    assert "No tag and no movement changed." in free.stdout
    assert (home / "last_failure.json").exists()
