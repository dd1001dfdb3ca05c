"""`make bench-others`: pages a second of news-please, newspaper4k and trafilatura beside Marsad's extraction."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from rich.console import Console

from bench.archive.pages import pages
from bench.archive.plan import Plan
from bench.machine import machine
from bench.others_pages.timed import timed
from evals.part import Cell, Part, Sheet, show
from pipeline.derive.charset import decode
from samples.texts import Article

_COLUMNS = ("extractor", "version", "pages a second", "F1 of words", "unknown layouts: pages a second", "F1 of words")
_OURS = ("marsad", "trafilatura")
_OTHERS = ("newspaper4k", "news-please")

Truth = list[tuple[str, str, Article]]


def others_pages(environments: Path, count: int) -> Part:
    """Time each extractor on `count` pages of known layouts and half as many of unknown ones.

    `environments` holds a virtual environment for each other extractor, by its name. The rate is of processor
    time of one process; F1 compares the words found with those that were put into the page.
    """
    known, unknown = drawn(count, is_known=True), drawn(count // 2, is_known=False)
    rows: list[tuple[Cell, ...]] = []
    for name in (*_OURS, *_OTHERS):
        python = sys.executable if name in _OURS else environments / name / "bin" / "python"
        cells: list[Cell] = []
        for truth in (known, unknown):
            found = timed(name, python, [(url, html) for url, html, _ in truth])
            likeness = (word_f1(text or "", article) for text, (_, _, article) in zip(found.texts, truth, strict=True))
            cells += [round(found.per_second, 1), round(sum(likeness) / len(truth), 3)]
        rows.append((name, found.version, *cells))
    sizes = [sum(len(html.encode()) for _, html, _ in truth) // len(truth) // 1_000 for truth in (known, unknown)]
    title = f"{len(known)} pages of {sizes[0]} KB in known layouts, {len(unknown)} of {sizes[1]} KB in unknown ones"
    return Part([Sheet(title, _COLUMNS, rows)])


def drawn(count: int, *, is_known: bool) -> Truth:
    """URL, HTML and article of generated pages of all years, in layouts that templates know or do not."""
    plan = Plan(count, corrections=0, copies=0, foreign=0, unknown=0.0 if is_known else 1.0)
    return [
        (page.capture.url, decode(page.capture.body, page.capture.header("content-type")), page.article)
        for page in islice(pages(plan), count)
        if page.article
    ]


def word_f1(text: str, article: Article) -> float:
    """F1 of the words of a text against those of an article's body, each as often as it stands there."""
    found, wanted = Counter(text.split()), Counter(" ".join(article.body).split())
    shared = (found & wanted).total()
    return 2 * shared / (found.total() + wanted.total()) if found else 0.0


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.others_pages", description=__doc__)
    parser.add_argument("environments", type=Path, help="folder of virtual environments, one an extractor")
    parser.add_argument("--pages", type=int, default=400)
    given = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(f"{datetime.now(UTC).date()} · {machine()}", highlight=False)
    show(console, "Extraction beside others", others_pages(given.environments, given.pages))


if __name__ == "__main__":
    main()
