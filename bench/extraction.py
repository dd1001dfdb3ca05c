"""Article pages to their parts, beside trafilatura on the same pages; what many pages leave in memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import trafilatura

from bench.clock import seconds
from bench.pages import capture_of, own_pages
from bench.run import Run
from evals.part import Cell, Part, Sheet
from evals.reading import word_f1
from evals.saved import benchmark_pages
from pipeline.capture import Capture
from pipeline.derive.articles import PageError, extract_page

_COLUMNS = (
    "pages",
    "count",
    "KB each",
    "Marsad",
    "trafilatura with metadata",
    "and without",
    "Marsad is as fast × with",
)
_FEW = 5
_GROWN = {"Marsad, known layouts": (2_000, 20_000), "trafilatura with metadata": (2_000, 6_000)}


def extraction(run: Run) -> Part:
    """Our own pages by template; unless the run is quick, a public benchmark with its word F1, and memory."""
    part = Part()
    rows: list[tuple[Cell, ...]] = []
    own = {template: pages[:_FEW] if run.is_quick else pages for template, pages in own_pages().items()}
    took = {template: _times(pages, 1 if run.is_quick else 5) for template, pages in own.items()}
    for template, pages in own.items():
        rows.append(_row(template, pages, took[template]))
    ours, theirs = sum(times[0] for times in took.values()), sum(times[1] for times in took.values())
    part.share("extraction.known_times", theirs / ours, 1)
    if run.data is not None:
        rows.append(_benchmark(run.data, part))
    part.sheets.insert(0, Sheet("Pages to their parts: µs of processor time a page, one core", _COLUMNS, rows))
    if not run.is_quick:
        part.sheets.append(_growth())
    return part


def text_of(page: Capture) -> str:
    """The body that Marsad finds, "" where it says that there is none."""
    try:
        return extract_page(page).body
    except PageError:
        return ""


def _with_metadata(page: Capture) -> str:
    return trafilatura.extract(page.body, with_metadata=True) or ""


def _text_only(page: Capture) -> str:
    return trafilatura.extract(page.body) or ""


def _times(pages: Sequence[Capture], rounds: int) -> tuple[float, ...]:
    """Median seconds for all pages by each extractor; they take turns, so that a slow minute is everybody's."""
    extractors: tuple[Callable[[Capture], str], ...] = (text_of, _with_metadata, _text_only)
    text_of(pages[0])
    taken: list[list[float]] = [[] for _ in extractors]
    for _ in range(rounds):
        for times, extractor in zip(taken, extractors, strict=True):
            times.append(seconds(lambda extractor=extractor: [extractor(page) for page in pages], 1))  # type: ignore[misc]
    return tuple(median(times) for times in taken)


def _row(name: str, pages: Sequence[Capture], took: tuple[float, ...]) -> tuple[Cell, ...]:
    size = sum(len(page.body) for page in pages) / len(pages) / 1000
    each = (round(time / len(pages) * 1e6) for time in took)
    return (name, len(pages), round(size, 1), *each, round(took[1] / took[0], 1))


def _benchmark(data: Path, part: Part) -> tuple[Cell, ...]:
    saved = benchmark_pages(data)
    pages = [capture_of(page) for page in saved]
    took = _times(pages, 3)
    part.share("extraction.unknown_times", took[1] / took[0], 1)
    wanted = [page.text or "" for page in saved]
    scores: list[tuple[Cell, ...]] = []
    for name, extractor in (("marsad", text_of), ("trafilatura", _text_only)):
        found = sum(word_f1(extractor(page), text) for page, text in zip(pages, wanted, strict=True))
        value = part.share(f"extraction.word_f1.{name}", found, len(pages))
        scores.append((name, round(value, 4)))
    part.sheets.append(Sheet("Bodies of the public benchmark", ("extractor", "word F1"), scores))
    return _row("public benchmark", pages, took)


def _growth() -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for name, (first, last) in _GROWN.items():
        command = [sys.executable, "-m", "bench.growth", name, str(first), str(last)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        before, after = json.loads(done.stdout)
        rows.append(
            (name, first, round(before, 1), last, round(after, 1), round((after - before) / (last - first) * 1e3, 2))
        )
    columns = ("extractor", "after pages", "MB", "after pages", "MB", "KB a page")
    return Sheet("Memory of one process that reads pages that all differ", columns, rows)
