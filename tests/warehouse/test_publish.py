from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.derive.rules import load_rules
from pipeline.settings import Settings
from pipeline.warehouse.publish import BlockedError, BusyError, publish, sole_writer
from pipeline.warehouse.schema import SQL
from pipeline.warehouse.staging import derive_pending
from samples.server import SampleServer
from tests.support import rows, run_pipeline, settings_for, silent

NOW = datetime(2026, 3, 10, tzinfo=UTC)

READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
connection.execute("SET threads = 1")
# With `python -c`, DuckDB draws a bar on standard output when a query takes longer than two seconds.
connection.execute("SET enable_progress_bar = false")
result = connection.execute(
    "SELECT r.revision_id, length(r.body || b.body) FROM revisions r, revisions b, range(4000) ORDER BY ALL")
first = result.fetchmany(1)
print("reading", flush=True)
sys.stdin.readline()
count = len(first)
while rows := result.fetchmany(10_000):
    count += len(rows)
print(count, connection.execute("SELECT count(*) FROM runs").fetchone()[0], flush=True)
with duckdb.connect(sys.argv[1], read_only=True) as fresh:
    pass
"""


def test_reader_in_the_middle_of_a_query_neither_fails_nor_waits_while_a_run_publishes(
    server: SampleServer, polled: Settings
) -> None:
    settings = polled
    (texts,) = rows(settings.database, "SELECT count(*) FROM revisions")[0]
    assert isinstance(texts, int)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER.replace("range(4000)", "range(40)"), str(settings.database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        server.phase = 2
        run_pipeline(settings)
        # The run is published while the reader still holds its result open.
        assert rows(settings.database, "SELECT count(*) FROM runs") == [(2,)]
        reader.stdin.write("\n")
        reader.stdin.flush()
        assert reader.stdout.readline() == f"{texts * texts * 40} 1\n"
    assert reader.returncode == 0


def test_snapshot_that_fails_a_block_check_is_not_published(polled: Settings) -> None:
    settings = polled
    before = settings.database.read_bytes()
    lake = settings.lake.resolve()
    # The archive loses a run: its articles are in the live snapshot and could not be rebuilt.
    next(settings.archive.glob("**/*.warc.gz")).unlink()
    derive_pending(settings, silent)
    with pytest.raises(BlockedError, match="nothing_read_is_lost") as caught:
        publish(settings, load_rules(), NOW, silent)
    assert "more" in str(caught.value)
    assert settings.database.read_bytes() == before
    assert settings.lake.resolve() == lake
    assert sorted(path.name for path in settings.home.iterdir() if "unfinished" in path.name) == []


def test_leftovers_of_a_killed_build_are_no_hindrance(server: SampleServer, tmp_path: Path) -> None:
    settings = settings_for(server, tmp_path)
    tmp_path.joinpath(".marsad.duckdb.unfinished").write_bytes(b"half a file")
    tmp_path.joinpath(".marsad.duckdb.unfinished.wal").write_bytes(b"half a log")
    tmp_path.joinpath(".lake.unfinished").symlink_to("nowhere")
    run_pipeline(settings)
    assert rows(settings.database, "SELECT count(*) FROM runs") == [(1,)]


def test_one_old_lake_is_kept_for_its_readers_and_older_ones_go(polled: Settings) -> None:
    settings = polled
    for _ in range(2):
        run_pipeline(settings)
    assert settings.lake.is_symlink()
    assert len(list((settings.home / "lakes").iterdir())) == 2


def test_publishing_twice_without_new_captures_gives_the_same_rows(sample_settings: Settings, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.archive.symlink_to(sample_settings.archive.resolve())
    derive_pending(settings, silent)
    first = publish(settings, load_rules(), NOW, silent)
    second = publish(settings, load_rules(), NOW, silent)
    assert (first.snapshot_id, first.rows) == (second.snapshot_id, second.rows)


def test_archive_file_that_holds_its_records_twice_gives_each_once(polled: Settings) -> None:
    settings = polled
    tables = {
        "captures": "capture_id",
        "fetches": "fetch_id",
        "entries": "entry_id",
        "revisions": "revision_id",
        "articles": "article_id",
        "mentions": "mention_id",
    }
    queries = [f"SELECT {key} FROM {table} ORDER BY ALL" for table, key in tables.items()]
    once = [rows(settings.database, query) for query in queries]
    (path,) = settings.archive.glob("**/*.warc.gz")
    path.write_bytes(path.read_bytes() * 2)  # members of gzip, one after the other: as a copy that was joined
    for staged in settings.derived.glob("*.duckdb"):
        staged.unlink()
    with sole_writer(settings):
        derive_pending(settings, silent)
        publish(settings, load_rules(), NOW, silent, is_anew=True)
    assert [rows(settings.database, query) for query in queries] == once


def test_second_writer_is_told_who_is_busy(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    code = "import sys; from pipeline.warehouse.publish import *; from pathlib import Path\n"
    code += "with sole_writer(Settings(home=Path(sys.argv[1]))): print('in', flush=True); sys.stdin.readline()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "in\n"
        with pytest.raises(BusyError, match=f"process {holder.pid} since"), sole_writer(settings):
            pass
        holder.kill()
    # The lock goes with its holder, however that ends.
    with sole_writer(settings):
        pass


def test_views_say_their_grain_and_their_question() -> None:
    for path in sorted((SQL / "views").glob("*.sql")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("-- Grain: one row per "), path.name
        assert any(line.startswith("-- Answers: ") for line in lines), path.name
