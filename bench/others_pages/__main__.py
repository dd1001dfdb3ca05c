"""`make bench-others`: pages a second of news-please, newspaper4k and trafilatura beside Marsad's extraction."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median

from rich.console import Console

from bench.archive.pages import pages
from bench.archive.plan import Plan
from bench.machine import machine
from bench.others_pages.timed import Timed, timed
from evals.part import Cell, Part, Sheet, show
from pipeline.derive.charset import decode
from samples.texts import Article

_COLUMNS = ("extractor", "version", "pages a second", "F1 of words", "unknown layouts: pages a second", "F1 of words")
_ROUNDS = 3
_OURS = ("marsad", "trafilatura")
_OTHERS = ("newspaper4k", "news-please")

Truth = list[tuple[str, str, Article]]


def others_pages(environments: Path, count: int) -> Part:
    """Time each extractor on `count` pages of known layouts and half as many of unknown ones.

    `environments` holds a virtual environment for each other extractor, by its name. The rate is of processor
    time of one process, the median of three; F1 compares the words found with those that were put into the page.
    """
    kinds = (drawn(count, is_known=True), drawn(count // 2, is_known=False))
    runs: dict[str, list[list[Timed]]] = {name: [[], []] for name in (*_OURS, *_OTHERS)}
    for _ in range(_ROUNDS):
        # In turns: a machine that others share is faster in one minute than in the next.
        for name, of_kinds in runs.items():
            python = sys.executable if name in _OURS else environments / name / "bin" / "python"
            for of_kind, truth in zip(of_kinds, kinds, strict=True):
                of_kind.append(timed(name, python, [(url, html) for url, html, _ in truth]))
    rows: list[tuple[Cell, ...]] = []
    for name, of_kinds in runs.items():
        cells: list[Cell] = []
        for of_kind, truth in zip(of_kinds, kinds, strict=True):
            texts = zip(of_kind[0].texts, truth, strict=True)
            f1 = sum(word_f1(text or "", article) for text, (_, _, article) in texts) / len(truth)
            cells += [round(median(run.per_second for run in of_kind), 1), round(f1, 3)]
        rows.append((name, of_kinds[0][0].version, *cells))
    sizes = [sum(len(html.encode()) for _, html, _ in truth) // len(truth) // 1_000 for truth in kinds]
    title = f"{count} pages of {sizes[0]} KB in known layouts, {count // 2} of {sizes[1]} KB in unknown ones"
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
