"""Small pieces of the pages that several of them show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from dash import dcc, html

from pipeline.report.explorer.choice import Choice
from pipeline.report.explorer.marked import Mark, pieces
from pipeline.report.explorer.words import isolate, say


def article_link(choice: Choice, article_id: str, children: Any) -> dcc.Link:
    """A link to an article's page, which leads back to the same choice."""
    return dcc.Link(children, href=f"/article/{quote(article_id, safe='')}{choice.query(page=choice.page)}")


def source_link(language: str, url: str | None) -> html.A | html.Span:
    """A link to the source, for addresses of the web only; one of another scheme could run a script."""
    try:
        parts = urlsplit(url or "")
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web:
        return html.Span(say(language, "article.no_source"), className="faint")
    return html.A(say(language, "article.source"), href=url, target="_blank", rel="noopener noreferrer")


def chips(language: str, tags: Iterable[str], subtypes: Iterable[str]) -> html.Span:
    """Tags as small labels, then subtypes."""
    told: list[Any] = [html.Span(say(language, f"kind.{tag}"), className=f"chip {tag}") for tag in tags]
    kinds = isolated(say(language, f"subtype.{subtype}") for subtype in subtypes)
    return html.Span([*told, html.Span(kinds)] if kinds else told, className="chips")


def named(label: str) -> dict[str, Any]:
    """What makes a screen reader call a component by a name that is not on the page."""
    return {"aria-label": label}


def isolated(names: Iterable[str]) -> str:
    """Names one after the other, none of which can turn the next. One text, for each element of a page costs time."""
    return " · ".join(map(isolate, names))


def moment(at: datetime | None, language: str, source: str | None = None) -> html.Span | html.Time:
    """A time of publication; only its day where no more than the day is known."""
    if at is None:
        return html.Span(say(language, "article.undated"), className="faint")
    shape = "%Y-%m-%d" if source in ("url", "dateline") else "%Y-%m-%d %H:%M"
    return html.Time(at.strftime(shape), dateTime=at.isoformat(), dir="ltr")


def figure_of(language: str, row: dict[str, Any]) -> str:
    """A number, or two, with what the words say of it."""
    low, high = row["low"], row["high"]
    told = f"{low:,}" if low == high else f"{low:,}–{high:,}"
    return say(language, f"qualifier.{row['qualifier']}", figure=told)


def marked(language: str, text: str, marks: list[Mark], start: int = 0) -> list[Any]:
    """A text with its marks, each with a title that says what it is."""
    told: list[Any] = []
    for words, covering in pieces(text, marks, start):
        if not covering:
            told.append(words)
            continue
        title = " · ".join(dict.fromkeys(f"{say(language, f'kind.{m[2]}')}: {m[3]}" for m in covering))
        kinds = " ".join(dict.fromkeys(mark[2] for mark in covering))
        told.append(html.Mark(words, className=f"{covering[0][2]} {kinds}", title=title))
    return told


def table(language: str, columns: Iterable[str], rows: Iterable[Iterable[Any]], caption: str) -> html.Div:
    """A table with its caption and heads; where the page is narrow its rows are cards."""
    heads = [say(language, f"column.{name}") for name in columns]
    body = [html.Tr([html.Td(cell, **_headed(head)) for head, cell in zip(heads, row, strict=True)]) for row in rows]
    return html.Div(
        html.Table(
            [
                html.Caption(caption),
                html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
                html.Tbody(body),
            ]
        ),
        className="table",
        # What scrolls must be reached by the keyboard, and then have a name.
        tabIndex="0",
        role="group",
        **named(caption),
    )


def _headed(head: str) -> dict[str, Any]:
    """What lets the style sheet show the head of a column in a cell, where a row is a card."""
    return {"data-head": head}


def counted(heads: list[str], rows: Iterable[Iterable[Any]], caption: str) -> html.Table:
    """A small table whose first column names its rows."""
    body = []
    for name, *cells in rows:
        body.append(html.Tr([html.Th(name, scope="row"), *(html.Td(cell) for cell in cells)]))
    head = html.Thead(html.Tr([html.Th(head, scope="col") for head in heads]))
    return html.Table([html.Caption(caption), head, html.Tbody(body)])
