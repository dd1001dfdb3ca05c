"""The pages of the explorer that are looked at: its first page, with a filter on, and an article with its spans."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from looks.browser import Page
from pipeline.report.explorer.serving import listen
from pipeline.settings import Settings
from tests.support import rows

# Plotly alone has 5 MB, from this machine; it comes when the words are there.
_MOST_BYTES = 7_000_000
# The goal is a second on a machine that does nothing else; a shared one takes up to twice as long.
_MOST_INTERACTIVE_MS = 2_000
_PICTURES = ("#timeline-graph .bars", "#map-graph .layer.land path")
_DRAWN = {"explorer-first": _PICTURES, "explorer-filtered": (*_PICTURES, "#map-graph .scatterlayer .point")}
_ARTICLE = "SELECT article_id FROM revisions WHERE is_current AND title LIKE '%القلمون الغربي%'"


@contextmanager
def explorer_pages(settings: Settings) -> Iterator[list[Page]]:
    """Serve a home, which holds the founding report, and give the pages."""
    serving = listen(settings, "127.0.0.1", 0)
    thread = threading.Thread(target=serving.run)
    thread.start()
    ((article,),) = rows(settings.database, _ARTICLE)
    addresses = {
        "explorer-first": "",
        "explorer-filtered": "?tag=evacuation&place=iso:SY&from=2017&q=إجلاء",
        "explorer-nothing": "?from=1950&to=1950",
        "explorer-article": f"article/{article}?tag=evacuation",
    }
    try:
        yield [
            Page(
                name,
                serving.url + address,
                _MOST_BYTES,
                _MOST_INTERACTIVE_MS,
                made=("main:not([hidden]) h1",),
                drawn=_DRAWN.get(name, ()),
            )
            for name, address in addresses.items()
        ]
    finally:
        serving.close()
        thread.join()
