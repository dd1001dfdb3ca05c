"""Turns an address into what goes on the page, and every way in which that fails into a sentence on the page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import unquote

import duckdb
from dash import dcc, html

from pipeline.report.explorer.article_facts import article_facts
from pipeline.report.explorer.article_page import article_page
from pipeline.report.explorer.choice import Choice, read_choice
from pipeline.report.explorer.figures import map_figure, timeline_figure
from pipeline.report.explorer.page import Options, options
from pipeline.report.explorer.results import Pictures, Shown, numbers, results
from pipeline.report.explorer.snapshot import Snapshot, SnapshotError, Snapshots, UnsearchableError
from pipeline.report.explorer.words import say

_ARTICLE = "/article/"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address shows; None is what was not asked for, and an article's page has no results on it."""

    choice: Choice
    notice: list[Any]
    snapshot_id: str
    snapshot: str
    offered: Options
    shown: Shown | None
    pictures: Pictures | None
    article: list[Any] | None


def answer(
    snapshots: Snapshots, path: str, query: str, seen: str = "", *, has_words: bool = True, has_pictures: bool = True
) -> Answer:
    """What the page at `path` with `query` shows. `seen` is the id of the snapshot that the page showed before.

    Never raises what a snapshot or a query can do: the notice then says what happened.
    """
    choice = read_choice(query)
    notice = _problems(choice)
    try:
        with snapshots.reading() as (cursor, snapshot):
            if seen and seen != snapshot.snapshot_id:
                notice.append(html.P(say(choice.language, "page.swapped")))
            asked = partial(_answer, cursor, snapshot, path=path, has_words=has_words, has_pictures=has_pictures)
            if choice.text and snapshot.unindexed_count:
                notice.append(html.P(say(choice.language, "page.unindexed", n=snapshot.unindexed_count)))
            try:
                return asked(choice, notice=notice)
            except UnsearchableError as error:
                # As with a day that is none: it is told, and the rest of the choice is shown.
                told = f"{trouble(choice.language, error)} {say(choice.language, 'page.rest')}"
                notice.append(html.P(told, className="trouble"))
                return asked(replace(choice, text=""), notice=notice)
    except (SnapshotError, duckdb.Error) as error:
        notice.append(html.P(trouble(choice.language, error), className="trouble"))
    return Answer(choice, notice, "", "", Options([], [], []), Shown([], []), no_pictures(choice), None)


def numbers_behind(snapshots: Snapshots, query: str, what: str) -> list[Any]:
    """The numbers behind the time line or the map of a query as tables, or a sentence on why there are none."""
    choice = read_choice(query)
    try:
        with snapshots.reading() as (cursor, snapshot):
            return numbers(cursor, snapshot, choice, what)
    except (SnapshotError, duckdb.Error) as error:
        return [html.P(trouble(choice.language, error), className="trouble")]


def trouble(language: str, error: SnapshotError | duckdb.Error) -> str:
    """A sentence for a person on what a snapshot or a query could not do."""
    if isinstance(error, SnapshotError):
        return say(language, f"trouble.{error.key}", detail=error.detail)
    if isinstance(error, duckdb.OutOfMemoryException):
        return say(language, "trouble.memory")
    return say(language, "trouble.query", detail=str(error).splitlines()[0])


def no_pictures(choice: Choice) -> Pictures:
    """Pictures of nothing, where nothing can be asked."""
    return Pictures(timeline_figure(choice, "day", []), [], "day", map_figure(choice.language, [], []), [])


def _answer(
    cursor: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    choice: Choice,
    *,
    path: str,
    notice: list[Any],
    has_words: bool,
    has_pictures: bool,
) -> Answer:
    language = choice.language
    told = say(language, "page.snapshot", id=snapshot.snapshot_id, at=f"{snapshot.built_at:%Y-%m-%d %H:%M}")
    offered = options(cursor, choice)
    shown, pictures, article = None, None, None
    if path in ("", "/"):
        shown, pictures = results(cursor, snapshot, choice, has_words=has_words, has_pictures=has_pictures)
    elif path.startswith(_ARTICLE):
        article = article_page(choice, article_facts(cursor, unquote(path[len(_ARTICLE) :]), choice.language))
    else:
        article = [
            html.H1(say(language, "page.lost"), id="top"),
            dcc.Link(say(language, "page.home"), href="/" + choice.query()),
        ]
    return Answer(choice, notice, snapshot.snapshot_id, told, offered, shown, pictures, article)


def _problems(choice: Choice) -> list[Any]:
    told = []
    for name, value in choice.problems:
        if name in ("from", "to"):
            key = "backwards" if name == "to" and value == choice.until else "not_a_day"
            told.append(html.P(say(choice.language, f"filter.{key}", value=value), className="trouble"))
        else:
            what = f"{name}={value}"
            told.append(html.P(say(choice.language, "filter.unusable", what=what), className="trouble"))
    return told
