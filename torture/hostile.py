"""Takes hostile inputs through the daily pipeline, beside good ones, in one run: `python -m torture.hostile`.

Each input must end in exactly one recorded outcome, every good article must arrive, nobody but the server on loopback
may be asked, and the archive must say the same when it is read again.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import duckdb

from pipeline.collect.collect import Progress, collect, utc_now
from pipeline.collect.feeds import load_feeds
from pipeline.collect.fetch import OUTCOMES
from pipeline.derive.rules import load_rules
from pipeline.report.progress import shown_progress
from pipeline.settings import Settings
from pipeline.warehouse.publish import publish, sole_writer
from pipeline.warehouse.staging import derive_pending
from torture.answers import answers, links
from torture.feeds import feeds
from torture.markup import HOST, TEXT
from torture.outcome import Outcome
from torture.pages import pages
from torture.server import Answer, document, serving
from torture.table import hostile_markdown

GOOD = 24
MOST_MEMORY_BYTES = 2_500_000_000
_DEADLINE_S = 3_600
_ARTICLES = frozenset({"new", "unreadable", "missing", "refused", "failed"})
_LINKS = frozenset({"refused", "no_link", "missing"})
_GOOD_PAGE = """<html><head><title>خبر {n}</title></head><body><div class="h-title">خبر {n}</div>
<div class="h-time">2018-06-04 10:00:00</div><div id="p-detail"><p>{text} رقم {n}.</p></div></body></html>"""


def _silent(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def hostile(
    shared: Path | None,
    wanted: Callable[[str, str], bool] = lambda _kind, _name: True,
    progress: Progress = _silent,
) -> list[Outcome]:
    """What became of each input, of the good articles and of the machine; the feeds of `shared` are among them.

    `wanted` chooses inputs by kind and name.
    """
    site = _Site(shared, wanted)
    with tempfile.TemporaryDirectory() as folder, serving(site.answers) as port:
        home = Path(folder)
        (home / "feeds.toml").write_text(site.feeds_toml(), encoding="utf-8")
        settings = Settings(
            home=home / "home",
            feeds=home / "feeds.toml",
            host_delay_s=0,
            max_attempts=1,
            read_timeout_s=10,
            total_timeout_s=30,
            document_cpu_s=5,
            connect_to=(("*", "127.0.0.1", port),),
        )
        with sole_writer(settings):
            collect(settings, load_feeds(settings.feeds), progress)
            derive_pending(settings, progress)
            publish(settings, load_rules(), utc_now(), progress)
        found = list(_judged(settings.database, site))
        before = _read_as(settings.database)
        shutil.rmtree(settings.derived)
        with sole_writer(settings):
            derive_pending(settings, progress)
            publish(settings, load_rules(), utc_now(), progress, is_anew=True)
        again = len(before ^ _read_as(settings.database))
        found.append(Outcome("machine", "read again", again == 0, f"{again} captures are read otherwise"))
    peaks = [resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    for name, peak in zip(("memory", "memory of a reading process"), peaks, strict=True):
        found.append(Outcome("machine", name, peak < MOST_MEMORY_BYTES, f"{peak // 1_000_000:,} MB at most"))
    return found


class _Site:
    """What is served: a feed of good articles, one that names good and hostile ones by turns, and hostile feeds."""

    def __init__(self, shared: Path | None, wanted: Callable[[str, str], bool]) -> None:
        html, xml = "text/html; charset=utf-8", "application/xml"
        self.feeds = {name: document(body, xml) for name, body in feeds().items() if wanted("feed", name)}
        for path in sorted(shared.glob("feeds/**/*.xml")) if shared else ():
            name = f"shared/{path.relative_to(shared or path)}"
            if wanted("feed", name):
                self.feeds[name] = document(path.read_bytes, xml)
        served: dict[tuple[str, str], Answer] = {
            ("page", name): document(body, html) for name, body in pages().items() if wanted("page", name)
        }
        served |= {("answer", name): answer for name, answer in answers().items() if wanted("answer", name)}
        self.links = [link for link in links() if wanted("link", link)]
        self.named = {f"/{number}.html": key for number, key in enumerate(served)}
        self.good = [f"/2018-06/04/c_{110_000_000 + n}.htm" for n in range(GOOD)]
        self.answers: dict[str, Answer] = {f"/{number}.html": answer for number, answer in enumerate(served.values())}
        self.answers |= {f"/feeds/{number}.xml": answer for number, answer in enumerate(self.feeds.values())}
        for n, path_ in enumerate(self.good):
            self.answers[path_] = document(partial(_good_page, n), html)
        self.answers["/good.xml"] = document(partial(self._feed, self.good[::2], []), xml)
        both = [*self.named, *self.good[1::2]]
        both = sorted(both, key=_mixed)  # good ones among the others
        self.answers["/hostile.xml"] = document(partial(self._feed, both, self.links), xml)

    def _feed(self, paths: list[str], links: list[str]) -> bytes:
        urls = [(path, f"http://{HOST}{path}") for path in paths] + [(f"link {link}", link) for link in links]
        items = "".join(f"<item><title>{escape(title)}</title><link>{escape(url)}</link></item>" for title, url in urls)
        return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()

    def feeds_toml(self) -> str:
        """The feeds file of the run."""
        places = {"good": "/good.xml", "hostile": "/hostile.xml"}
        places |= {f"feed_{number}": f"/feeds/{number}.xml" for number in range(len(self.feeds))}
        return "".join(
            f'[[feed]]\nid = "{name}"\ntitle = "x"\nurl = "http://{HOST}{path}"\nkind = "rss"\n'
            for name, path in places.items()
        )


def _mixed(path: str) -> int:
    """An order that is the same everywhere and mixes."""
    return int(sum(ord(sign) * 31**place for place, sign in enumerate(path)) % 1009)


def _good_page(number: int) -> bytes:
    return _GOOD_PAGE.format(n=number, text=TEXT).encode()


def _judged(database: Path, site: _Site) -> Iterator[Outcome]:
    with duckdb.connect(str(database), read_only=True) as connection:
        polled: dict[str, list[tuple[Any, ...]]] = {}
        for feed, *row in connection.execute(
            """SELECT feed_id, outcome, read_as, read_word, error FROM fetches LEFT JOIN captures USING (capture_id)
               WHERE purpose = 'feed' ORDER BY fetch_id"""
        ).fetchall():
            polled.setdefault(feed, []).append(tuple(row))
        entries: dict[str, list[str]] = {}
        for title, outcome in connection.execute(
            "SELECT title, outcome FROM entries WHERE feed_id = 'hostile'"
        ).fetchall():
            entries.setdefault(title, []).append(outcome)
        bodies = dict(connection.execute("SELECT title, body FROM revisions").fetchall())
        asked = connection.execute(
            "SELECT DISTINCT regexp_extract(url, '^[^/]*//([^/?#]*)', 1) FROM fetches WHERE outcome <> 'not_allowed'"
        ).fetchall()
        lost = connection.execute(
            "SELECT count(*) FROM entries WHERE outcome IS NULL OR outcome = 'not_fetched'"
        ).fetchall()
    for number, name in enumerate(site.feeds):
        rows = polled.get(f"feed_{number}", [])
        is_told = len(rows) == 1 and rows[0][0] in OUTCOMES and (rows[0][0] != "ok" or rows[0][1] == "feed")
        yield Outcome("feed", name, is_told, " · ".join(str(row[0]) for row in rows))
    for path, (kind, name) in site.named.items():
        yield _entry(kind, name, entries.get(path, []), _ARTICLES)
    for link in site.links:
        yield _entry("link", link, entries.get(f"link {link}", []), _LINKS)
    for number in range(len(site.good)):
        body = bodies.get(f"خبر {number}", "")
        yield Outcome("good", f"article {number}", body.endswith(f"رقم {number}."), "read" if body else "missing")
    hosts = sorted(host for (host,) in asked if host.rpartition(":")[0] not in ("", HOST) or ":" not in host)
    hosts = [host for host in hosts if host != HOST]
    yield Outcome("machine", "nobody else is asked", not hosts, ", ".join(hosts) or "only the server on loopback")
    yield Outcome("machine", "entries without an outcome", lost == [(0,)], f"{lost[0][0]} entries")


def _entry(kind: str, name: str, outcomes: list[str], allowed: frozenset[str]) -> Outcome:
    return Outcome(kind, name, len(outcomes) == 1 and outcomes[0] in allowed, " · ".join(outcomes) or "nothing")


def _read_as(database: Path) -> set[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        query = "SELECT capture_id, read_as, read_word, entry_count FROM captures"
        return set(connection.execute(query).fetchall())


def main() -> int:
    """Run all and print what became of it by kind; 1 where something was not kept."""
    parser = argparse.ArgumentParser(prog="python -m torture.hostile", description=__doc__)
    parser.add_argument("--shared", type=Path, help="folder of data, whose feeds are served too")
    parser.add_argument("--markdown", type=Path, help="add the table of inputs to this file")
    options = parser.parse_args()
    if options.shared and not (options.shared / "feeds").is_dir():
        parser.error(f"{options.shared} has no folder of feeds: name the folder of data, or leave --shared out.")
    signal.alarm(_DEADLINE_S)  # a hang ends here, and not well
    begin = time.monotonic()
    with shown_progress() as progress:
        found = hostile(options.shared, progress=progress)
    for outcome in found:
        if outcome.kind == "machine" or not outcome.is_kept:
            print(f"{'kept' if outcome.is_kept else 'NOT KEPT'}: {outcome.kind} {outcome.name!r}: {outcome.told}")
    told = hostile_markdown(found, time.monotonic() - begin)
    print(told)
    if options.markdown:
        with options.markdown.open("a", encoding="utf-8") as file:
            file.write(f"\n{told}")
    return 1 if any(not outcome.is_kept for outcome in found) else 0


if __name__ == "__main__":
    sys.exit(main())
