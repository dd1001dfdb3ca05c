"""What a choice shows: counts, time line, map, table and pages, as parts of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
from dash import dcc, html

from pipeline.report.explorer import ask
from pipeline.report.explorer.ask import ROWS, Row
from pipeline.report.explorer.choice import TAGS, Choice
from pipeline.report.explorer.figures import Figure, map_figure, timeline_figure
from pipeline.report.explorer.parts import article_link, chips, counted, isolated, moment, named, table
from pipeline.report.explorer.snapshot import Snapshot
from pipeline.report.explorer.words import say

_MOST_WORDS, _MOST_NAMES, _MOST_LETTERS = 4, 6, 90
_MOST_TOLD = 40  # rows of the table that stands for the map
PICTURES = ("timeline", "map")
DOWNLOADS = ("csv", "jsonl", "parquet", "geojson")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a choice shows in words: how many, and a page of its rows."""

    summary: list[Any]
    table: list[Any]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The time line, by days, weeks, months or years (`bucket`), and the map, each with what is said under it."""

    timeline: Figure
    timeline_told: list[Any]
    bucket: str
    map: Figure
    map_told: list[Any]


def results(
    cursor: duckdb.DuckDBPyConnection, snapshot: Snapshot, choice: Choice, *, has_words: bool, has_pictures: bool
) -> tuple[Shown | None, Pictures | None]:
    """Ask the snapshot what a choice shows, in words, in pictures or both. Raises UnsearchableError, duckdb.Error."""
    shown, pictures = None, None
    with ask.chosen(cursor, snapshot, choice):
        counts = ask.summary(cursor)
        if has_words:
            is_empty = not counts["texts"] and not _any_text(cursor)
            told = _empty(choice.language) if is_empty else _summary(choice, counts)
            shown = Shown(told, _table(choice, counts["texts"], ask.page_of_rows(cursor, choice)))
        if has_pictures:
            bucket, line = ask.timeline(cursor, counts["first_day"], counts["last_day"])
            points, arrows = ask.points(cursor, choice.language), ask.arrows(cursor, choice.language)
            pictures = Pictures(
                timeline_figure(choice, bucket, line),
                _timeline_told(choice, counts),
                bucket,
                map_figure(choice.language, points, arrows),
                _map_told(choice, counts, points),
            )
    return shown, pictures


def _empty(language: str) -> list[Any]:
    return [html.P([say(language, "result.empty"), " ", html.Code("marsad daily", dir="ltr")])]


def _any_text(cursor: duckdb.DuckDBPyConnection) -> bool:
    return bool(cursor.execute("SELECT 1 FROM texts LIMIT 1").fetchone())


def _summary(choice: Choice, counts: Row) -> list[Any]:
    language = choice.language
    if not counts["texts"]:
        return [html.P(say(language, "result.none")), html.P(say(language, "result.none_hint"), className="note")]
    name = "texts" if choice.tag == "all" else "reports"
    parts = [html.P(html.Strong(say(language, f"result.{name}", n=counts["texts"])), className="total")]
    if counts["first_day"]:
        span = say(language, "result.span", first=str(counts["first_day"]), last=str(counts["last_day"]))
        parts.append(html.P(span))
    of_tags = [
        html.Li([html.Span(say(language, f"kind.{tag}"), className=f"chip {tag}"), f" {counts[tag]:,}"])
        for tag in TAGS
        if counts[tag]
    ]
    return [*parts, html.Ul(of_tags, className="legend")]


def _timeline_told(choice: Choice, counts: Row) -> list[Any]:
    parts: list[Any] = []
    if counts["undated"]:
        parts.append(html.P(say(choice.language, "result.undated", n=counts["undated"]), className="note"))
    return [*parts, _numbers(choice, "timeline")] if counts["first_day"] else parts


def _map_told(choice: Choice, counts: Row, points: list[Row]) -> list[Any]:
    language = choice.language
    if not points:
        return [html.P(say(language, "result.no_places"), className="note")] if counts["texts"] else []
    parts: list[Any] = []
    if counts["placeless"]:
        parts.append(html.P(say(language, "result.placeless", n=counts["placeless"]), className="note"))
    return [*parts, _numbers(choice, "map")]


def _numbers(choice: Choice, what: str) -> html.Details:
    """Where the numbers behind a picture go, asked for when it is opened; closed again for a new choice."""
    return html.Details(
        [
            html.Summary(say(choice.language, "result.as_table"), id=f"{what}-numbers-open"),
            html.Div(id=f"{what}-numbers", className="table", tabIndex="0"),
        ],
        key=choice.query(),
    )


def numbers(cursor: duckdb.DuckDBPyConnection, snapshot: Snapshot, choice: Choice, what: str) -> list[Any]:
    """The numbers that the time line or the map draws, as tables."""
    language = choice.language
    with ask.chosen(cursor, snapshot, choice):
        if what == "timeline":
            counts = ask.summary(cursor)
            bucket, line = ask.timeline(cursor, counts["first_day"], counts["last_day"])
            names = (*TAGS, "texts")
            heads = [
                say(language, "column.begins"),
                *(say(language, f"kind.{tag}") for tag in TAGS),
                say(language, "column.texts"),
            ]
            rows = [[row["begins"].isoformat(), *(f"{row[name]:,}" for name in names)] for row in line]
            return [counted(heads, rows, say(language, f"result.{bucket}"))]
        points, arrows = ask.points(cursor, choice.language), ask.arrows(cursor, choice.language)
    places = [
        [dcc.Link(row["name"], href="/" + choice.query(places=(row["place_id"],))), f"{row['texts']:,}"]
        for row in points[:_MOST_TOLD]
    ]
    ways = [
        [
            say(language, "result.way_hover", origin=row["origin"], destination=row["destination"]),
            f"{row['movements']:,}",
        ]
        for row in arrows[:_MOST_TOLD]
    ]
    count = say(language, "column.count")
    return [
        counted([say(language, "result.place"), count], places, say(language, "result.places")),
        counted([say(language, "result.way"), count], ways, say(language, "result.ways")),
    ]


def _table(choice: Choice, total: int, rows: list[Row]) -> list[Any]:
    language, last = choice.language, max(1, -(-total // ROWS))
    if not rows:
        beyond = total and choice.page > last
        return (
            [html.P(say(language, "result.beyond", n=choice.page, last=last)), _pages(choice, last)] if beyond else []
        )
    told = [
        (
            moment(row["published_at"], language, row["published_source"]),
            [
                html.Div(article_link(choice, row["article_id"], isolated([row["title"]])), lang="ar", dir="rtl")
                if row["title"]
                else article_link(choice, row["article_id"], say(language, "article.untitled")),
                html.Div(_words(row["evidence"]), className="words", lang="ar", dir="rtl"),
            ],
            chips(language, row["tags"], row["subtypes"]),
            _names(row["places"]),
            _names(row["actors"]),
        )
        for row in rows
    ]
    columns = ("published", "title", "what", "where", "who")
    caption = say(language, "result.pages", n=choice.page, last=last)
    return [_downloads(choice), table(language, columns, told, caption), _pages(choice, last)]


def _words(evidence: list[str]) -> str:
    words = [word if len(word) <= _MOST_LETTERS else word[: _MOST_LETTERS - 1] + "…" for word in evidence]
    return isolated(f"«{word}»" for word in list(dict.fromkeys(words))[:_MOST_WORDS])


def _names(names: list[str]) -> str:
    more = f" +{len(names) - _MOST_NAMES}" if len(names) > _MOST_NAMES else ""
    return isolated(names[:_MOST_NAMES]) + more


def _pages(choice: Choice, last: int) -> html.Nav:
    language, page = choice.language, min(choice.page, last + 1)
    links: list[Any] = []
    if page > 1:
        links.append(dcc.Link(say(language, "result.previous"), href="/" + choice.query(page=page - 1)))
    links.append(html.Span(say(language, "result.pages", n=min(page, last), last=last)))
    if page < last:
        links.append(dcc.Link(say(language, "result.next"), href="/" + choice.query(page=page + 1)))
    return html.Nav(links, className="pages", **named(say(language, "result.pages", n=page, last=last)))


def _downloads(choice: Choice) -> html.P:
    links = [
        html.A(say(choice.language, f"result.{form}"), href=f"/download/reports.{form}{choice.query()}", download="")
        for form in DOWNLOADS
    ]
    return html.P([html.Span(say(choice.language, "result.download") + ": "), *links], className="downloads")
