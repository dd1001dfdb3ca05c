"""Full-text search: size and time of the index, of its daily renewal and of queries; at any size by itself.

`python -m bench.searching ../shared --articles 1000000`
"""

from __future__ import annotations

import argparse
import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

import duckdb
from rich.console import Console

from bench.run import Run
from bench.texts import DAYS, own_reports
from evals.data import newspaper_day
from evals.part import Cell, Part, Sheet, show
from evals.search_home import Text, home_of
from pipeline.report.search import Question, ask
from pipeline.search.index import renew_index
from pipeline.settings import Settings

DAY = 200
FIRST = datetime.fromisoformat("2004-01-01")
YEARS = 20
QUERIES = {
    "two words": Question("إجلاء المسلحين"),
    "a word of every third article": Question("الأمن"),
    "three frequent words": Question("السعودية اليمن الحوثيين"),
    "a phrase": Question('"مجلس الأمن"'),
    "a phrase of common words": Question('"من قبل"'),
    "any of three words": Question("إجلاء المدنيين حلب", is_any_word=True),
    "two words in a month": Question(
        "قصف المدينة", since=datetime.fromisoformat("2017-08-01"), until=datetime.fromisoformat("2017-09-01")
    ),
}
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def searching(run: Run) -> Part:
    """A small collection; how the figures grow is for `python -m bench.searching`."""
    sentences = newspaper_sentences(run.data) if run.data else _own_sentences()
    return measured(sentences, 2_000 if run.is_quick else 50_000, run.rounds)


def measured(sentences: list[str], articles: int, rounds: int) -> Part:
    """Write that many generated articles into a snapshot, index them, renew by a day, ask."""
    part = Part()
    rows: list[tuple[Cell, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = home_of(Path(folder) / "home", generated(sentences, articles))
        settings.search_index.unlink()
        seconds, processor = _timed(lambda: renew_index(settings, _silent))
        size = settings.search_index.stat().st_size
        rows.append(("whole index", round(seconds, 1), round(processor, 1), f"{size / articles:.0f} bytes an article"))
        _add_day(settings, sentences)
        seconds, processor = _timed(lambda: renew_index(settings, _silent))
        rows.append((f"{DAY} articles of a day more", round(seconds, 1), round(processor, 1), ""))
        ask(settings, Question("تسخين"))
        for name, question in QUERIES.items():
            taken = [_timed(partial(ask, settings, question)) for _ in range(rounds)]
            found = ask(settings, question).found_count
            rows.append(
                (
                    name,
                    round(median(row[0] for row in taken), 3),
                    round(median(row[1] for row in taken), 3),
                    f"{found:,} found",
                )
            )
        slowest = max(float(row[1] or 0) for row in rows[2:])
        liked, processor = _timed(lambda: _like(settings))
        rows.append(("LIKE for two words", round(liked, 3), round(processor, 3), ""))
    part.sheets.append(Sheet(f"{articles:,} articles", ("work", "seconds", "seconds of processor", ""), rows))
    part.share("search.slowest_query_seconds", slowest, 1)
    return part


def generated(sentences: list[str], articles: int, seed: int = 1) -> Iterator[Text]:
    """Articles of sentences drawn anew, as long as newspaper articles, with names in them that stand nowhere else."""
    rng = random.Random(seed)
    step = timedelta(days=365 * YEARS) / articles
    for number in range(articles):
        body: list[str] = []
        wanted, size = int(rng.lognormvariate(7.1, 0.7)), 0
        while size < wanted:
            name = "".join(rng.choices(_LETTERS, k=rng.randint(3, 7))) if rng.random() < 0.15 else ""
            body.append(f"{rng.choice(sentences)} {name}".strip())
            size += len(body[-1]) + 1
        yield rng.choice(sentences)[:80], "\n".join(body), FIRST + number * step


def _add_day(settings: Settings, sentences: list[str]) -> None:
    """As a publication does: `DAY` articles have another text."""
    texts = [body for _, body, _ in generated(sentences, DAY, seed=2)]
    with duckdb.connect(str(settings.database)) as connection:
        connection.execute(
            """INSERT INTO revisions BY NAME
               SELECT revisions.* REPLACE ('new' || revision_id AS revision_id, given.body AS body)
               FROM revisions
               JOIN (SELECT unnest($texts) AS body, generate_subscripts($texts, 1) - 1 AS number) AS given
                 ON revisions.revision_id = printf('%024d', given.number)""",
            {"texts": texts},
        )


def _like(settings: Settings) -> None:
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        connection.execute(
            "SELECT count(*) FROM revisions WHERE body LIKE '%إجلاء%' AND body LIKE '%المسلحين%'"
        ).fetchall()


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.monotonic(), _processor()
    work()
    return time.monotonic() - clock, _processor() - processor


def _processor() -> float:
    """Of this process and of its children that ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def newspaper_sentences(data: Path) -> list[str]:
    """The sentences of two days of newspaper articles."""
    texts = (paragraph for day in DAYS for report in newspaper_day(data, day) for paragraph in report.paragraphs)
    return [part for text in texts for part in _sentences(text)]


def _own_sentences() -> list[str]:
    return [part for report in own_reports() for part in _sentences(report.body)]


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.؟!])\s", text) if 20 < len(part) < 600]


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def main() -> None:
    """Measure a collection of the size that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.searching", description=__doc__)
    parser.add_argument("shared", type=Path, help="folder that holds data/")
    parser.add_argument("--articles", type=int, default=100_000)
    arguments = parser.parse_args()
    sentences = newspaper_sentences(arguments.shared / "data")
    show(Console(width=140), "Full-text search", measured(sentences, arguments.articles, 5))


if __name__ == "__main__":
    main()
