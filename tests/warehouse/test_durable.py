"""What a power cut leaves: nothing is referred to before it is durable. Told by the calls of a real run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from samples.server import SampleServer
from torture.site import small_site, write_feeds

ROOT = Path(__file__).parents[2]
RECORDED = """
import json, os, sys
from pathlib import Path

home = os.path.realpath(sys.argv[1])
calls = []

def recorded(name, call, place):
    def watched(*given, **named):
        where = place(*given)
        result = call(*given, **named)
        if where.startswith(home):
            calls.append([name, where[len(home):].lstrip("/")])
        return result
    return watched

os.fsync = recorded("fsync", os.fsync, lambda file: os.readlink(f"/proc/self/fd/{file}"))
os.replace = recorded("put", os.replace, lambda _, to: os.fspath(to))
os.rename = recorded("put", os.rename, lambda _, to: os.fspath(to))

from dataclasses import replace
from tests.support import run_pipeline
from pipeline.settings import from_environment
from pipeline.warehouse import staging

add_file = staging.add_file
def told(connection, name, tables):
    calls.append(["read", f"archive/{name}"])
    add_file(connection, name, tables)
staging.add_file = told

run_pipeline(from_environment())
print(json.dumps(calls))
"""


def calls_of_a_run(server: SampleServer, home: Path) -> list[tuple[str, str]]:
    feeds = home.parent / "feeds.toml"
    write_feeds(feeds)
    env = {
        "PYTHONPATH": str(ROOT),
        "MARSAD_HOME": str(home),
        "MARSAD_FEEDS": str(feeds),
        "MARSAD_CONNECT_TO": f"*=127.0.0.1:{server.port}",
        "MARSAD_HOST_DELAY_S": "0",
    }
    command = [sys.executable, "-c", RECORDED, str(home)]
    result = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return [(name, place) for name, place in json.loads(result.stdout)]


def test_everything_is_durable_before_anything_refers_to_it(tmp_path: Path) -> None:
    with SampleServer(site=small_site) as server:
        calls = calls_of_a_run(server, tmp_path / "home")

    def first(name: str, place: str) -> int:
        return calls.index((name, place))

    (archived,) = {place for name, place in calls if name == "read"}
    folder = archived.rpartition("/")[0]
    # The bytes, the name of the file, the names of the folders above it: then its rows may come in.
    for place in (archived, folder, "archive", ""):
        assert first("fsync", place) < first("read", archived), place
    lake = next(place for name, place in calls if name == "put" and place.startswith("lakes/"))
    unfinished = f"lakes/.{lake.removeprefix('lakes/')}.unfinished"
    inside = {place for _, place in calls if place.startswith(f"{unfinished}/")}
    assert len([place for place in inside if place.endswith(".parquet")]) > 20
    # Of a folder not only the files but their names too.
    for place in {unfinished, *inside, *(place.rpartition("/")[0] for place in inside)}:
        assert first("fsync", place) < first("put", lake), place
    assert first("put", lake) < first("fsync", "lakes") < first("put", "lake") < first("put", "marsad.duckdb")
    assert first("fsync", ".marsad.duckdb.unfinished") < first("put", "marsad.duckdb")
    after = calls[first("put", "marsad.duckdb") :]
    assert ("fsync", "") in after
    (history,) = {place for name, place in after if name == "put" and place.startswith("history/")}
    assert after.index(("put", history)) < after.index(("fsync", "history"))


def test_archive_of_a_run_that_was_killed_is_made_durable_before_the_next_one_reads_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with SampleServer(site=small_site) as server:
        calls_of_a_run(server, home)
        (path,) = home.glob("archive/*/*.warc.gz")
        for derived in (*home.glob("derived/*.duckdb"), home / "marsad.duckdb"):
            derived.unlink()
        calls = calls_of_a_run(server, home)
    archived = path.relative_to(home).as_posix()
    assert calls.index(("fsync", archived)) < calls.index(("read", archived))
