"""Search results for people and machines: asked by the snapshot's macro `search`, marked in the text as published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
from rich.console import Console

from pipeline.literals import quoted
from pipeline.report.marked_text import Mark, print_marked
from pipeline.search.attached import attach_index
from pipeline.search.terms import words_of
from pipeline.settings import Settings

QUOTATION_MARKS = frozenset('"«»“”„')
"""What stands around a phrase, in Arabic and other text; sql/search and sql/macros name them too."""


class SearchError(Exception):
    """A search that cannot be answered; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for. `since` and `until` bound the time of publication; `until` is the first moment too late."""

    query: str
    is_any_word: bool = False
    since: datetime | None = None
    until: datetime | None = None
    tag: str | None = None
    subtype: str | None = None
    named: str | None = None
    most: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """The best hits, rows of the macro `search` by column, and how many articles fit in all.

    `is_any_word` tells that no article had all the words, and these have some.
    """

    hits: list[dict[str, Any]]
    found_count: int
    is_any_word: bool


def period(text: str) -> tuple[datetime, datetime]:
    """The [begin, end) of a year, month or day: 2017, 2017-08, 2017-08-28. Raises SearchError."""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?", text)
    try:
        if not found:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        begin = datetime(year or 0, month or 1, day or 1)  # noqa: DTZ001  (times of the warehouse are UTC, without zone)
        unit = "DAY" if day else "MONTH" if month else "YEAR"
        ((end,),) = duckdb.sql(f"SELECT TIMESTAMP '{begin}' + INTERVAL 1 {unit}").fetchall()
    except ValueError as error:
        raise SearchError(f"{text!r} is no time: write a year, month or day, such as 2017-08.") from error
    return begin, end


def ask(settings: Settings, question: Question) -> Answer:
    """Answer from the live snapshot and its index; where no article has all the words, from those that have some.

    Raises SearchError where there is no index, or no word in the query.
    """
    # One thread: a query is many small steps, and to share them out costs more than it saves.
    config: dict[str, Any] = {"threads": 1}
    with duckdb.connect(str(settings.database), read_only=True, config=config) as connection:
        if not attach_index(connection, settings):
            raise SearchError(f"{settings.search_index} does not exist: `marsad daily` or `marsad rebuild` makes it.")
        hits = _rows(connection, question, any_word=question.is_any_word)
        if not hits and not has_words(question.query):
            raise SearchError(f"{question.query!r} holds no word to look for.")
        is_any_word = question.is_any_word
        if not hits and not is_any_word and not QUOTATION_MARKS.intersection(question.query):
            hits, is_any_word = _rows(connection, question, any_word=True), True
    return Answer(hits, hits[0]["found_count"] if hits else 0, is_any_word)


def has_words(query: str) -> bool:
    """Whether a query holds a word to look for."""
    return bool(words_of(query))


def _rows(connection: duckdb.DuckDBPyConnection, question: Question, *, any_word: bool) -> list[dict[str, Any]]:
    page = f"most := {question.most}, offset_by := {question.offset}"
    found = connection.execute(f"FROM search({arguments(question, any_word=any_word)}, {page})")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def arguments(question: Question, *, any_word: bool = False) -> str:
    """The arguments of `search_hits` that a question gives.

    Literals, not parameters: DuckDB leaves out what a literal shows to be needless.
    """
    given = {
        "any_word": "true" if any_word else None,
        "since": quoted(str(question.since)) if question.since else None,
        "until": quoted(str(question.until)) if question.until else None,
        "tagged": quoted(question.tag) if question.tag else None,
        "about": quoted(question.subtype) if question.subtype else None,
        "named": quoted(question.named) if question.named else None,
    }
    return ", ".join([quoted(question.query), *(f"{name} := {value}" for name, value in given.items() if value)])


def print_answer(console: Console, answer: Answer, question: Question, arabic: str) -> None:
    """Print each hit: when, which tags, title and snippet with the words marked, and where to read it."""
    if not answer.hits:
        console.print("No article fits. Fewer words, another period or --any may find some.")
        return
    if answer.is_any_word and not question.is_any_word:
        console.print("No article has all the words; these have some.")
    for number, hit in enumerate(answer.hits, question.offset + 1):
        day = f"{hit['published_at']:%Y-%m-%d %H:%M}" if hit["published_at"] else "without date"
        console.print(f"{number}. {day}  {', '.join(hit['subtypes'])}", style="bold", markup=False, highlight=False)
        print_marked(console, _one_line(hit["title"] or ""), _marks(hit["title_hits"], 0), arabic)
        start = hit["snippet_start"] or 0
        print_marked(console, _one_line(hit["snippet"] or ""), _marks(hit["hits"], start), arabic)
        console.print(hit["url"], style="dim", markup=False, highlight=False, soft_wrap=True)
        console.print()
    last = question.offset + len(answer.hits)
    console.print(f"{question.offset + 1}–{last} of {answer.found_count:,} articles.", highlight=False)


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _marks(spans: list[dict[str, int]], start: int) -> list[Mark]:
    return [(span["start_char"] - start, span["end_char"] - start, "found") for span in spans]
