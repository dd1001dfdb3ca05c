"""The yardstick of the backfill: one process that only runs trafilatura over the pages of an archive."""

from __future__ import annotations

import sys
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from bench.others_pages.timed import timed
from pipeline.collect.http_message import parse_response
from pipeline.derive.charset import decode
from pipeline.derive.urls import is_article_url

_MOST_BODY_BYTES = 10_000_000


def trafilatura_rate(warcs: Path, count: int = 400) -> float:
    """Pages a second of `trafilatura.extract(html, with_metadata=True)`, by processor time of one process.

    Measured over about `count` article pages spread evenly over the WARC files of the folder, which must be
    whole. Reading and decoding the pages is not in the time: the yardstick is given its HTML for nothing.
    """
    pages = article_pages(warcs, count)
    if not pages:
        raise ValueError(f"{warcs} has no article page in a file *.warc.gz.")
    return timed("trafilatura", sys.executable, pages).per_second


def article_pages(warcs: Path, count: int) -> list[tuple[str, str]]:
    """URL and HTML of article pages, every n-th one of all files: `count` if there are, fewer than twice that."""
    kept: list[tuple[str, str]] = []
    step = 1
    number = 0
    for path in sorted(warcs.glob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=False):
                url = record.headers.get("WARC-Target-URI") or ""
                if not is_article_url(url):
                    continue
                if number % step == 0:
                    status, headers, body = parse_response(record.reader.read(), _MOST_BODY_BYTES)
                    content_type = next((value for name, value in headers if name.lower() == "content-type"), None)
                    if status == 200:
                        kept.append((url, decode(body, content_type)))
                number += 1
                if len(kept) == 2 * count:
                    kept = kept[::2]
                    step *= 2
    return kept
