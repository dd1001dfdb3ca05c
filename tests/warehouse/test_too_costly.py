"""A feed and a page that cost more than their budget, from the first poll to a rebuild that has more time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.derive.rules import load_rules
from pipeline.warehouse.publish import BlockedError
from pipeline.warehouse.rebuild import rebuild
from pipeline.warehouse.staging import derive_pending
from samples.resource import Resource
from samples.server import SampleServer
from tests.support import rows, run_pipeline, settings_for, silent

HOST = "arabic.news.example"
NOW = datetime(2026, 3, 10, tzinfo=UTC)
# Signs in the values hide their number from the first line of defence; parsers take the square of it.
ATTRIBUTES = " ".join(f"a{number}='>'" for number in range(24_000))
PAGE = "<html><body><h1>خبر</h1><p {}>قال مسؤول إن الجيش أجلى السكان من بلدة عرسال إلى إدلب.</p></body></html>"


def _feed(odd: str, *paths: str) -> Resource:
    items = "".join(f"<item><title>{path}</title><link>http://{HOST}{path}</link></item>" for path in paths)
    return Resource(f'<rss version="2.0"><channel>{items}<item {odd}/></channel></rss>'.encode(), "text/xml")


def test_what_costs_too_much_is_told_once_and_stops_nothing(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        "".join(
            f'[[feed]]\nid = "{name}"\ntitle = "x"\nurl = "http://{HOST}/{name}.xml"\nkind = "rss"\n'
            for name in ("good", "costly")
        )
    )
    resources = {
        (HOST, "/good.xml"): _feed("", "/a", "/b", "/c"),
        (HOST, "/costly.xml"): _feed(ATTRIBUTES, "/d"),
        **{(HOST, path): Resource(PAGE.format("").encode(), "text/html") for path in ("/a", "/c", "/d")},
        (HOST, "/b"): Resource((PAGE.format("") + f"<p {ATTRIBUTES} {ATTRIBUTES.upper()}>").encode(), "text/html"),
    }
    with SampleServer(resources, site=None) as server:
        settings = replace(settings_for(server, tmp_path / "home", feeds), document_cpu_s=0.4)
        run_pipeline(settings)
        given_up = rows(settings.database, "SELECT url, read_word FROM captures WHERE read_as = 'failed' ORDER BY url")
        assert given_up == [(f"http://{HOST}/b", "too_costly"), (f"http://{HOST}/costly.xml", "too_costly")]
        outcomes = dict(rows(settings.database, "SELECT right(url, 2), outcome FROM entries WHERE url IS NOT NULL"))
        assert outcomes == {"/a": "new", "/b": "unreadable", "/c": "new"}
        told = rows(settings.database, "SELECT message FROM issues WHERE word = 'article_not_read'")
        assert [("too_costly" in message, "0.4 s" in message) for (message,) in told] == [(True, True)]
        assert derive_pending(settings, silent) == 0  # nothing is tried again

        # With more time both are read. That more entries come out than were counted is no loss, and blocks nothing.
        rebuilt = replace(settings, document_cpu_s=600.0)
        for path in settings.derived.glob("staged-*"):
            path.unlink()
        rebuild(rebuilt, load_rules(), NOW, silent)
        assert rows(settings.database, "SELECT count(*) FROM captures WHERE read_as = 'failed'") == [(0,)]
        found = dict(rows(settings.database, "SELECT right(url, 2), outcome FROM entries WHERE url IS NOT NULL"))
        assert found == {"/a": "new", "/b": "new", "/c": "new", "/d": "not_fetched"}

        # Read again with less time: a text that was published once is not lost without a word.
        for path in settings.derived.glob("staged-*"):
            path.unlink()
        with pytest.raises(BlockedError, match="nothing_read_is_lost"):
            rebuild(settings, load_rules(), NOW, silent)
        for path in settings.derived.glob("staged-*"):
            path.unlink()

        # The next poll finds what the costly feed names, once that costs less.
        run_pipeline(rebuilt)
        assert rows(settings.database, f"SELECT status FROM articles WHERE url = 'http://{HOST}/d'") == [("read",)]
