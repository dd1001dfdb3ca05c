"""Full-text search beside plain LIKE, on newspaper articles and queries whose answer is known."""

from __future__ import annotations

import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb

from evals.data import Report, newspaper_day
from evals.part import Cell, Part, Sheet
from evals.search_home import home_of, number_of
from pipeline.derive.arabic import fold
from pipeline.report.search import QUOTATION_MARKS, Question, ask
from pipeline.settings import Settings

QUERIES = 50
SHOWN = 10
_WORDS = 4
_word = re.compile(r"[^\W\d_]{4,}")
Asked = tuple[str, set[int]]
"""A query, and the articles that are an answer: the one that it was made from and those of the same text."""


_UNQUOTED = str.maketrans(dict.fromkeys(QUOTATION_MARKS, " "))


def searching(folder: Path) -> Part:
    """Ask for articles by their title, by words as they stand, in other spellings and in other inflections.

    Titles are not in the index: the bodies must answer.
    """
    days = sorted(path.stem for path in (folder / "corpus" / "saudinewsnet").glob("*.zip"))
    reports = [report for day in days for report in newspaper_day(folder, day) if len("".join(report.paragraphs)) > 300]
    bodies = ["\n".join(report.paragraphs) for report in reports]
    part = Part()
    rows: list[tuple[Cell, ...]] = []
    with tempfile.TemporaryDirectory() as place:
        texts = (("", body, report.published) for body, report in zip(bodies, reports, strict=True))
        settings = home_of(Path(place) / "home", texts)
        for kind, asked in _asked(reports, bodies).items():
            for way, answer in (("search", _searched), ("LIKE", _liked)):
                first, shown, mean = _score(settings, asked, answer)
                rows.append((kind, way, round(first, 3), round(shown, 3), round(mean, 3)))
                if way == "search":
                    part.share(f"search.{kind}_found", shown * len(asked), len(asked))
    columns = ("queries", "way", "first", f"among {SHOWN}", "mean reciprocal rank")
    part.sheets.append(Sheet(f"{len(reports):,} articles, {QUERIES} queries of each kind", columns, rows))
    part.notes.append("LIKE asks for each word in title or body and gives the newest first.")
    return part


def _asked(reports: list[Report], bodies: list[str]) -> dict[str, list[Asked]]:
    rng = random.Random(7)  # noqa: S311
    held = Counter(word for body in bodies for word in set(_word.findall(fold(body).text)))
    same: dict[str, set[int]] = {}
    for number, body in enumerate(bodies):
        same.setdefault(body[:200], set()).add(number)
    queries: dict[str, list[Asked]] = {"title": [], "as_it_stands": [], "spelling": [], "inflected": []}
    for number in rng.sample(range(len(reports)), len(reports)):
        # Words that tell an article from most others, and are no slip of the pen.
        usable = [word for word in _word.findall(bodies[number]) if 5 <= held[fold(word).text] <= 500]
        if len(set(usable)) < _WORDS or len(reports[number].title.split()) < 4:
            continue
        words = rng.sample(sorted(set(usable)), _WORDS)
        answers = same[bodies[number][:200]]
        # By its words: what newspapers put in quotation marks would be asked for as a phrase.
        queries["title"].append((reports[number].title.translate(_UNQUOTED), answers))
        for kind, change in (("as_it_stands", str), ("spelling", _respelt), ("inflected", _inflected)):
            queries[kind].append((" ".join(map(change, words)), answers))
        if len(queries["title"]) == QUERIES:
            return queries
    raise LookupError("too few articles to ask for")


def _respelt(word: str) -> str:
    """As a hurried writer spells it: no hamza on an alef, ه for ة, ي for ى; other words get a stroke."""
    respelt = re.sub("[أإآ]", "ا", word)
    respelt = re.sub("ة$", "ه", respelt)
    respelt = re.sub("ى$", "ي", respelt)
    return respelt if respelt != word else word[:2] + "ـ" + word[2:]


def _inflected(word: str) -> str:
    """The word with other clitics: the article gone or put on, "and" before what has neither."""
    if word.startswith("وال"):
        return word[3:]
    if word.startswith("ال"):
        return word[2:]
    if word.endswith(("ة", "ات", "ين", "ون")):
        return "ال" + word
    return "و" + word


def _score(settings: Settings, asked: list[Asked], answer: Callable[[Settings, str], list[int]]) -> tuple[float, ...]:
    ranks = []
    for query, answers in asked:
        found = answer(settings, query)
        ranks.append(next((rank for rank, number in enumerate(found, 1) if number in answers), 0))
    count = len(ranks)
    return (
        sum(rank == 1 for rank in ranks) / count,
        sum(rank > 0 for rank in ranks) / count,
        sum(1 / rank for rank in ranks if rank) / count,
    )


def _searched(settings: Settings, query: str) -> list[int]:
    return [number_of(hit["revision_id"]) for hit in ask(settings, Question(query, most=SHOWN)).hits]


def _liked(settings: Settings, query: str) -> list[int]:
    words = query.split()
    where = " AND ".join(["concat(title, ' ', body) LIKE '%' || ? || '%'"] * len(words))
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        found = connection.execute(
            f"SELECT revision_id FROM revisions WHERE {where} ORDER BY published_at DESC LIMIT {SHOWN}",  # noqa: S608
            words,
        ).fetchall()
    return [number_of(revision_id) for (revision_id,) in found]
