"""What is damaged is found and named, and the command that is named mends it; runs that meet it end with a sentence."""

from __future__ import annotations

import os
import shlex
import shutil
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.report.failure import why_failed
from pipeline.settings import Settings
from pipeline.warehouse.doctor import REPAIR, find_faults
from samples.server import SampleServer
from tests.flows.test_daily import marsad
from tests.support import rows, run_pipeline, settings_for, silent
from torture.site import small_site, write_feeds

TEXTS = "SELECT article_id, title, body, is_current FROM revisions ORDER BY ALL"


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SampleServer, Path]]:
    """A server of the small site, and a folder with a home of two runs and its feeds file."""
    folder = tmp_path_factory.mktemp("ground")
    write_feeds(folder / "feeds.toml")
    with SampleServer(site=small_site) as server:
        for server.phase in (1, 2):
            run_pipeline(settings_for(server, folder / "home", folder / "feeds.toml"))
        yield server, folder


@pytest.fixture
def settings(ground: tuple[SampleServer, Path], tmp_path: Path) -> Settings:
    """A copy of that home that may be damaged."""
    server, folder = ground
    shutil.copytree(folder / "home", tmp_path / "home", symlinks=True)
    return settings_for(server, tmp_path / "home", folder / "feeds.toml")


def words(settings: Settings) -> dict[str, str | None]:
    return {fault.word: fault.command for fault in find_faults(settings, silent)}


def damage(path: Path, change: Callable[[bytes], bytes]) -> None:
    data = path.read_bytes()
    path.unlink()  # not through a link that another lake shares
    path.write_bytes(change(data))


def halved(data: bytes) -> bytes:
    return data[: len(data) // 2]


def newer(data: bytes) -> bytes:
    return data[:12] + struct.pack("<Q", 9999) + data[20:]


def test_sound_home_has_no_faults(settings: Settings) -> None:
    assert words(settings) == {}


@pytest.mark.parametrize(
    ("pattern", "change", "word"),
    [
        ("marsad.duckdb", halved, "live_damaged"),
        ("marsad.duckdb", newer, "live_damaged"),
        ("derived/staged-*.duckdb", halved, "derived_damaged"),
        ("derived/annotations/*.duckdb", newer, "derived_damaged"),
        ("lakes/*/tags/*/*.parquet", halved, "lake_damaged"),
        ("search.duckdb", halved, "search_damaged"),
        ("search.duckdb", newer, "search_damaged"),
        ("history/*.parquet", halved, "history_damaged"),
    ],
)
def test_damage_is_found_by_its_name_and_has_the_command_that_makes_it_again(
    settings: Settings, pattern: str, change: Callable[[bytes], bytes], word: str
) -> None:
    for path in settings.home.glob(pattern):
        if "lakes" not in pattern or settings.lake.resolve() in path.resolve().parents:
            damage(path, change)
    assert words(settings) == {word: REPAIR}


def test_run_that_meets_a_damaged_index_makes_it_anew(settings: Settings) -> None:
    damage(settings.search_index, halved)
    run_pipeline(settings)
    assert words(settings) == {}
    settings.search_index.unlink()
    assert words(settings) == {"search_missing": REPAIR}


def test_lake_that_says_something_else_than_the_snapshot_is_found(settings: Settings) -> None:
    path = next(settings.lake.glob("outcomes/*.parquet"))
    path.unlink()
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'ok' AS word, 'missing' AS meaning) TO '{path}'")
    assert words(settings) == {"lake_damaged": REPAIR}


def test_torn_archive_needs_a_person_and_is_told_as_such(settings: Settings) -> None:
    first, second = sorted(settings.archive.glob("*/*.gz"))
    damage(first, halved)
    second.unlink()
    assert words(settings) == {
        "archive_torn": f"{REPAIR} --allow-changes",
        "archive_missing": f"{REPAIR} --allow-changes",
    }


def test_end_of_a_killed_run_is_no_fault_once_it_is_known(settings: Settings) -> None:
    path = max(settings.archive.glob("*/*.gz"))
    torn = path.with_name(path.name.replace("marsad-2", "marsad-3"))
    torn.write_bytes(halved(path.read_bytes()))
    assert words(settings) == {}
    run_pipeline(settings)
    assert rows(settings.database, "SELECT count(*) FROM issues WHERE word = 'archive_damage'")[0][0] > 0
    assert words(settings) == {}


def test_what_doctor_prints_mends_the_home(
    settings: Settings, ground: tuple[SampleServer, Path], prefect_api: str
) -> None:
    server, folder = ground
    before = rows(settings.database, TEXTS)
    history = {path.name: path.read_bytes() for path in settings.history.iterdir()}
    damage(settings.database, halved)
    damage(min(settings.history.iterdir()), halved)
    damage(next(settings.derived.glob("staged-*.duckdb")), newer)

    def command(line: str) -> tuple[int, str, str]:
        ended = marsad(
            settings.home, server.port, *shlex.split(line)[1:], api=prefect_api, feeds=str(folder / "feeds.toml")
        )
        return ended.returncode, ended.stdout, ended.stderr

    code, told, errors = command("marsad status")
    told = " ".join((told + errors).split())
    assert (code, "Traceback" in told, "`marsad doctor`" in told) == (1, False, True), told
    code, told, errors = command("marsad doctor")
    assert code == 3, errors
    (line,) = [line.removeprefix("Run: ") for line in told.splitlines() if line.startswith("Run: ")]
    code, _, errors = command(line)
    assert code in (0, 3), errors
    code, told, errors = command("marsad doctor")
    assert (code, told) == (0, f"All is well in {settings.home}.\n"), errors
    assert rows(settings.database, TEXTS) == before
    found = {path.name for path in settings.history.iterdir()}
    assert found >= set(history)


def test_lake_that_lost_files_is_written_whole_by_the_next_run(settings: Settings) -> None:
    for path in settings.lake.glob("revisions/*/*.parquet"):
        path.unlink()
    run_pipeline(settings)
    assert words(settings) == {}


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device", "/x/y"), "The disk is full (/x/y: No space left"),
        (duckdb.IOException("Could not write file"), "The disk is full"),
        (ExceptionGroup("", [OSError(30, "Read-only file system", "/x")]), "/x: Read-only file system"),
        (duckdb.IOException("IO Error: Corrupt database file"), "`marsad doctor` finds what is damaged"),
    ],
)
def test_failure_of_the_machine_is_a_sentence(error: Exception, told: str) -> None:
    assert told in str(why_failed(error))


def test_failure_of_the_code_is_none() -> None:
    assert why_failed(KeyError("x")) is None
    assert why_failed(ExceptionGroup("", [OSError(28, "full"), KeyError("x")])) is None


def test_home_that_is_not_there_is_told() -> None:
    (fault,) = find_faults(Settings(home=Path(f"/nowhere-{os.getpid()}")), silent)
    assert (fault.word, fault.command) == ("home_missing", None)
