"""What a person waits for in the explorer; `python -m bench.explorer` at any size."""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from rich.console import Console

from bench.archive.plan import Plan
from bench.archive.write import Output, write_archive
from bench.clock import seconds
from bench.explorer_rows import multiply
from bench.machine import machine
from bench.run import Run
from evals.part import Cell, Part, Sheet, show
from pipeline.report.explorer.answers import answer
from pipeline.report.explorer.serving import listen
from pipeline.report.explorer.snapshot import Snapshots
from pipeline.search.index import renew_index
from pipeline.settings import Settings

_ORIGINALS = 2_000  # reports that are read for it; all others are their copies
_ADDRESSES = {
    "first page": "/",
    "one tag": "/?tag=conflict",
    "one subtype": "/?subtype=air_strike",
    "a year": "/?from=2017&to=2017",
    "a country": "/?place=iso%3ASY",
    "an actor": "/?actor=army",
    "a country, a tag and ten years": "/?place=iso%3ASY&tag=evacuation&from=2010&to=2019",
    "page 1,000": "/?page=1000",
    "oldest first": "/?order=old",
    "every article": "/?tag=all",
    "a word in a month": "/?q=الجيش&from=2016-08&to=2016-08",
    "two words": "/?q=إجلاء المسلحين",
    "a frequent word": "/?q=الأمن",
    "a phrase": '/?q="مجلس الأمن"',
    "one article": "/article/",
}
_TAGGED = "SELECT article_id FROM live.tags JOIN live.revisions USING (revision_id) LIMIT 1"


def explorer(run: Run) -> Part:
    """Some articles; a million is for `python -m bench.explorer`."""
    with tempfile.TemporaryDirectory() as folder:
        many = million(Path(folder), 2_000 if run.is_quick else 100_000, 150 if run.is_quick else _ORIGINALS)
        return measured(many, run.rounds)


def million(folder: Path, articles: int, originals: int = _ORIGINALS) -> Settings:
    """A home in `folder` with that many articles: some reports read, and copies of them over twenty years."""
    home, archive, many = folder / "home", folder / "archive", Settings(home=folder / "many")
    many.home.mkdir()
    write_archive(archive, Plan(articles=originals), Output())
    command = [sys.executable, "-m", "bench.archive_job", "backfill", str(home), str(archive)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    multiply(home / "marsad.duckdb", many.database, articles)
    renew_index(many, lambda *_: None)
    return many


def measured(settings: Settings, rounds: int) -> Part:
    """Ask the explorer on a snapshot, over HTTP, for what its page asks for, and tell how long each answer took."""
    part = Part()
    begun = time.process_time()
    with Snapshots(settings).reading() as (cursor, _):
        opened = time.process_time() - begun
        ((articles,),) = cursor.execute("SELECT count(*) FROM texts").fetchall()
        ((article,),) = cursor.execute(_TAGGED).fetchall()
    rows: list[tuple[Cell, ...]] = [("opening it, once", round(opened * 1000), None)]
    slowest = 0.0
    snapshots = Snapshots(settings)
    with _client(settings) as client:
        for name, address in _ADDRESSES.items():
            url = httpx.URL(str(client.base_url.join(address + (article if name == "one article" else ""))))
            path, query = url.path, f"?{url.query.decode()}" if url.query else ""
            asked = {"Referer": str(url)}
            client.get("/_dash-layout", headers=asked).raise_for_status()
            page = seconds(lambda asked=asked: client.get("/_dash-layout", headers=asked), rounds)  # type: ignore[misc]
            whole = seconds(lambda path=path, query=query: answer(snapshots, path, query), rounds)  # type: ignore[misc]
            slowest = max(slowest, page, whole)
            rows.append((name, round(page * 1000), round(whole * 1000)))
    part.share("explorer.slowest_ms", slowest * 1000, 1)
    title = f"{articles:,} articles: processor time, warm"
    part.sheets.append(Sheet(title, ("what is shown", "page over HTTP, ms", "filter with its pictures, ms"), rows))
    return part


@contextmanager
def _client(settings: Settings) -> Iterator[httpx.Client]:
    serving = listen(settings, "127.0.0.1", 0)
    thread = threading.Thread(target=serving.run)
    thread.start()
    try:
        with httpx.Client(base_url=serving.url, timeout=600) as client:
            yield client
    finally:
        serving.close()
        thread.join()


def main() -> None:
    """Measure a snapshot of the size that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.explorer", description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000_000, help="size of the snapshot that is made")
    parser.add_argument("--home", type=Path, help="measure the snapshot of this home instead of making one")
    arguments = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d} · {machine()} · Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        many = Settings(home=arguments.home) if arguments.home else million(Path(folder), arguments.articles)
        show(Console(width=140), "Explorer", measured(many, 9))


if __name__ == "__main__":
    main()
