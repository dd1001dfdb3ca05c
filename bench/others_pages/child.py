"""Run as a file, by the Python of some environment: `python child.py NAME` extracts pages and says how long it took.

Reads [[url, html], …] as JSON from standard input, writes {version, cpu_s, wall_s, texts} to standard output.
Imports nothing of this project but for the extractor `marsad`, since other environments do not have it.
"""

from __future__ import annotations

import importlib.metadata
import json
import socket
import sys
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

Extract = Callable[[str, str], str | None]
_WARM_UP = 10  # pages first read untimed: imports and patterns that are compiled at first use


def main() -> None:
    """Extract each page once and print the times."""
    name = sys.argv[1]
    pages = json.load(sys.stdin)
    # No extractor may look up or load anything: what it would fetch belongs to another page.
    socket.socket.connect = socket.getaddrinfo = _refuse  # type: ignore[method-assign]
    warnings.simplefilter("ignore")
    package, make = EXTRACTORS[name]
    extract = make()
    for url, html in pages[:_WARM_UP]:
        extract(url, html)
    wall, cpu = time.perf_counter(), time.process_time()
    texts = [extract(url, html) for url, html in pages]
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    told = {"version": importlib.metadata.version(package), "cpu_s": cpu, "wall_s": wall, "texts": texts}
    json.dump(told, sys.stdout)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise OSError("no network while extractors are timed")


def _trafilatura() -> Extract:
    import trafilatura

    def extract(url: str, html: str) -> str | None:
        text: str | None = trafilatura.extract(html, url=url, with_metadata=True)
        # The metadata stand before the text, between two lines of dashes.
        return text.rpartition("\n---\n")[2] if text else text

    return extract


def _newspaper4k() -> Extract:
    import newspaper

    config = newspaper.Config()
    config.fetch_images = False

    def extract(url: str, html: str) -> str | None:
        article = newspaper.Article(url, config=config, language="ar")
        article.download(input_html=html)
        article.parse()
        text: str | None = article.text
        return text

    return extract


def _news_please() -> Extract:
    from newsplease import NewsPlease

    def extract(url: str, html: str) -> str | None:
        text: str | None = NewsPlease.from_html(html, url=url, fetch_images=False).maintext
        return text

    return extract


def _marsad() -> Extract:
    from pipeline.capture import Capture
    from pipeline.derive.articles import PageError, extract_page

    def extract(url: str, html: str) -> str | None:
        try:
            return extract_page(Capture(url, datetime(2025, 1, 1, tzinfo=UTC), 200, (), html.encode())).body
        except PageError:
            return None

    return extract


EXTRACTORS: dict[str, tuple[str, Callable[[], Any]]] = {
    "marsad": ("marsad", _marsad),
    "trafilatura": ("trafilatura", _trafilatura),
    "newspaper4k": ("newspaper4k", _newspaper4k),
    "news-please": ("news-please", _news_please),
}
"""Name, package whose version is told, and how it is set up."""

if __name__ == "__main__":
    main()
