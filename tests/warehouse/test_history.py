"""What the warehouse said when, through corrections, other rules, kills and the loss of all but archive and history."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline.derive.rules import load_rules
from pipeline.report.diff import compare, find_snapshot
from pipeline.settings import Settings
from pipeline.warehouse.publish import publish
from pipeline.warehouse.staging import derive_pending
from samples.server import SampleServer
from tests.support import rows, run_pipeline, settings_for, silent
from tests.told import NOW
from tests.warehouse.test_rebuild import other_rules

REPORTS = "SELECT article_id, title, tags, subtypes FROM {} ORDER BY ALL"
HISTORY = "FROM report_history ORDER BY ALL"
KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse import publish as publishing
from tests.support import silent
from tests.told import NOW
step, real, calls = sys.argv[2], getattr(publishing, sys.argv[2]), []

def killed(*given):
    calls.append(1)
    if len(calls) == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given)

setattr(publishing, step, killed)
publishing.publish(Settings(home=Path(sys.argv[1])), load_rules(map(Path, sys.argv[4:])), NOW, silent)
"""


def as_of(settings: Settings, days: float) -> list[tuple[object, ...]]:
    moment = (NOW + timedelta(days=days)).replace(tzinfo=None)
    return rows(settings.database, REPORTS.format(f"reports_as_of(TIMESTAMP '{moment}')"))


def test_each_moment_is_answered_as_the_warehouse_did_then(server: SampleServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path / "home")
    said = []
    run_pipeline(settings, lambda: NOW)
    said.append(rows(settings.database, REPORTS.format("reports")))
    server.phase = 2
    run_pipeline(settings, lambda: NOW + timedelta(days=1))
    said.append(rows(settings.database, REPORTS.format("reports")))
    first = find_snapshot(settings, rows(settings.database, "SELECT snapshot_id FROM publications")[0][0])
    assert compare(first, settings.database).reports
    publish(settings, load_rules(other_rules(tmp_path)), NOW + timedelta(days=2), silent)
    said.append(rows(settings.database, REPORTS.format("reports")))
    assert said[0] != said[1] != said[2]
    assert as_of(settings, -1) == []
    for days, then in enumerate(said):
        assert as_of(settings, days + 0.5) == then
    changes = rows(settings.database, "SELECT publication_no, kind, change, old_subtypes, new_subtypes FROM changes")
    assert {change for no, _, change, _, _ in changes if no == 1} == {"added"}
    assert {kind for no, kind, _, _, _ in changes if no == 3} == {"rebuild"}
    assert any("flight" in (new or []) for no, _, _, _, new in changes if no == 3)
    assert rows(settings.database, "SELECT count(*) FROM revisions WHERE superseded_run_id IS NOT NULL") == [(1,)]

    # The files of history and the archive are enough to say it all again.
    kept = rows(settings.database, HISTORY)
    settings.database.unlink()
    shutil.rmtree(settings.derived)
    derive_pending(settings, silent)
    publish(settings, load_rules(other_rules(tmp_path)), NOW + timedelta(days=3), silent)
    assert rows(settings.database, HISTORY) == kept


@pytest.mark.parametrize(("step", "call", "is_live"), [("put_live", 1, False), ("save_history", 2, True)])
def test_killed_publication_is_in_history_only_if_it_went_live(
    server: SampleServer, tmp_path: Path, step: str, call: int, is_live: bool
) -> None:
    settings = settings_for(server, tmp_path / "home")
    run_pipeline(settings, lambda: NOW)
    paths = other_rules(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(settings.home), step, str(call), *map(str, paths)],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert len(list(settings.history.glob("*.parquet"))) == 1
    publish(settings, load_rules(), NOW + timedelta(days=1), silent)
    kinds = rows(settings.database, "SELECT publication_no FROM publications ORDER BY ALL")
    assert kinds == ([(1,), (2,), (3,)] if is_live else [(1,)])
    assert len(list(settings.history.glob("[0-9]*.parquet"))) == len(kinds)


def test_every_tag_leads_to_its_byte_of_the_archive(sample_settings: Settings) -> None:
    found = rows(sample_settings.database, "SELECT DISTINCT warc_file, warc_offset, url FROM provenance")
    ((tags, led),) = rows(sample_settings.database, "SELECT (SELECT count(*) FROM tags), count(*) FROM provenance")
    assert tags == led > 0
    for name, offset, url in found:
        with (sample_settings.archive / name).open("rb") as file:
            file.seek(offset)
            record = next(iter(ArchiveIterator(file)))
            assert (record.rec_type, record.rec_headers.get_header("WARC-Target-URI")) == ("response", url)
    assert rows(sample_settings.database, "SELECT count(*) FROM provenance WHERE len(rule_ids) = 0") == [(0,)]
