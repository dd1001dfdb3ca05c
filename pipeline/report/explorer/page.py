"""The page of the explorer around its results: head, filters, and the places where answers go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
from dash import dcc, html

from pipeline.report.explorer.choice import MOST_LETTERS, ORDERS, SCOPES, Choice
from pipeline.report.explorer.parts import named
from pipeline.report.explorer.words import say

FILTERS = {
    "text": "text",
    "since": "since",
    "until": "until",
    "subtypes": "subtypes",
    "places": "places",
    "actors": "actors",
}
"""Fields of a choice, and the ids of the controls that set them."""
_PRESENT: dict[str, Any] = {"aria-current": "true"}
_LIVE: dict[str, Any] = {"aria-live": "polite"}
_CONFIG: Any = {
    "timeline": {"displayModeBar": False},
    "map": {"modeBarButtonsToRemove": ["toImage", "select2d", "lasso2d"]},
}
_GRAPH: Any = {"displaylogo": False, "responsive": True, "topojsonURL": "/base-map/"}


_OFFERED = {
    "subtypes": "SELECT subtype, subtype, count(*) AS n FROM labels GROUP BY subtype ORDER BY n DESC, subtype",
    "places": """SELECT place_id, concat_ws(' · ', name_in($language, name, name_en), country), text_count
        FROM place_choices ORDER BY text_count DESC, place_id""",
    "actors": """SELECT actor_id, name_in($language, name, name_en), text_count
        FROM actor_choices ORDER BY text_count DESC, actor_id""",
}


@dataclass(frozen=True, slots=True)
class Options:
    """What the lists of filters offer."""

    subtypes: list[dict[str, str]]
    places: list[dict[str, str]]
    actors: list[dict[str, str]]


def options(cursor: duckdb.DuckDBPyConnection, choice: Choice) -> Options:
    """What the snapshot has, that which most reports tell of first, and what is chosen, even if it has none of it."""
    language = choice.language
    found: dict[str, list[dict[str, str]]] = {}
    for field, sql in _OFFERED.items():
        rows = cursor.execute(sql, None if field == "subtypes" else {"language": language}).fetchall()
        known = {row[0] for row in rows}
        rows += [(value, value, 0) for value in getattr(choice, field) if value not in known]
        found[field] = [
            {
                "value": value,
                "label": f"{say(language, f'subtype.{name}') if field == 'subtypes' else name} ({count:,})",
            }
            for value, name, count in rows
        ]
    return Options(**found)


def frame_of_page(choice: Choice, offered: Options, parts: dict[str, Any]) -> html.Div:
    """The whole page; `parts` holds what goes into the places that callbacks fill later, by their id."""
    language = choice.language
    return html.Div(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            html.A(say(language, "page.skip"), href="#results", className="skip"),
            html.Header(
                [
                    html.P(say(language, "page.site"), className="site"),
                    html.A(
                        say(language, "page.language"),
                        id="language",
                        href=parts["other_language"],
                        lang="en" if language == "ar" else "ar",
                        className="button",
                    ),
                ],
                className="bar",
            ),
            html.Div(parts["notice"], id="notice", role="status"),
            html.Main(parts["article"], id="article", hidden=parts["article"] is None),
            html.Main(_explorer(choice, offered, parts), id="explorer", hidden=parts["article"] is not None),
            html.Footer(
                [
                    html.P(parts["snapshot"], id="snapshot"),
                    html.P(say(language, "page.machine")),
                ],
                className="note",
            ),
            dcc.Store(id="shown", data=parts["shown"]),
        ],
        className="page",
    )


def _explorer(choice: Choice, offered: Options, parts: dict[str, Any]) -> list[Any]:
    language = choice.language
    return [
        html.H1(say(language, "page.title"), id="top"),
        # Where there is no room for them beside the results, the filters show when they are asked for.
        html.A(say(language, "filter.heading"), href="#filters", className="button to-filters"),
        # No form: Enter would send it, and load the page anew.
        html.Div(
            _filters(choice, offered),
            id="filters",
            className="filters",
            role="search",
            **named(say(language, "filter.heading")),
        ),
        html.Div(
            [
                html.Div(parts["summary"], id="summary", className="summary", **_LIVE),
                html.Div(
                    [
                        _drawn(language, "timeline"),
                        _drawn(language, "map"),
                    ],
                    className="drawn",
                ),
                html.Section(
                    [
                        html.H2(say(language, "result.table")),
                        html.Div(parts["table"], id="table"),
                    ],
                    **named(say(language, "result.table")),
                ),
            ],
            id="results",
            tabIndex="-1",
        ),
    ]


def graph(name: str, figure: Any) -> dcc.Graph:
    """The time line or the map. It is put in its place when the words are there: Plotly takes longer than all else."""
    return dcc.Graph(id=f"{name}-graph", figure=figure, config=_GRAPH | _CONFIG[name], responsive=True)


def _drawn(language: str, name: str) -> html.Section:
    title = say(language, f"result.{name}")
    hint = say(language, "result.zoom" if name == "timeline" else "result.map_hint")
    return html.Section(
        [
            html.H2(title),
            html.Div(id=f"{name}-box", dir="ltr", className=f"graph {name}", role="group", **named(f"{title}. {hint}")),
            html.P(hint, className="note"),
            html.Div(id=f"{name}-told"),
        ],
    )


def ways_to(choice: Choice, field: str) -> list[Any]:
    """Links to the same choice with each tag or order; the present one is no link.

    No radio buttons: those of Dash are a list of options to a screen reader, and of buttons to the keyboard.
    """
    language = choice.language
    present, known, words = (choice.tag, SCOPES, "scope") if field == "tag" else (choice.order, ORDERS, "order")
    ways: list[Any] = []
    for name in known:
        told = say(language, f"{words}.{name}")
        changed = {field: name}
        is_present = name == present
        ways.append(
            html.Li(
                html.Span(told, className="present", **_PRESENT)
                if is_present
                else dcc.Link(told, href="/" + choice.query(**changed))
            )
        )
    return [html.Strong(say(language, f"filter.{field}")), html.Ul(ways, className="plain")]


def _filters(choice: Choice, offered: Options) -> list[Any]:
    language = choice.language
    words: Any = {
        "search": say(language, "filter.search"),
        "clear_search": say(language, "filter.clear"),
        "clear_selection": say(language, "filter.clear"),
        "select_all": say(language, "filter.any"),
        "deselect_all": say(language, "filter.clear"),
        "selected_count": say(language, "filter.selected"),
        "no_options_found": say(language, "filter.nothing"),
    }

    def labelled(name: str, control: Any, hint: str | None = None) -> html.Div:
        parts = [html.Label(say(language, f"filter.{name}"), htmlFor=control.id), control]
        if hint:
            parts.append(html.Small(say(language, f"filter.{hint}"), className="note"))
        return html.Div(parts, className=f"field field-{name}")

    def several(name: str, field: str, found: list[dict[str, str]], hint: str | None = None) -> html.Div:
        control = dcc.Dropdown(
            id=field, options=found, value=list(getattr(choice, field)), multi=True, labels=words,
            placeholder=say(language, "filter.any"), debounce=True, maxHeight=320,
        )  # fmt: skip
        return labelled(name, control, hint)

    return [
        html.H2(say(language, "filter.heading")),
        labelled("text", dcc.Input(id="text", type="search", value=choice.text, debounce=True, maxLength=MOST_LETTERS,
                                   autoComplete="off"), "text_hint"),
        html.Div(
            [
                labelled("since", dcc.Input(id="since", value=choice.since, debounce=True, maxLength=10,
                                            placeholder="2017-08", autoComplete="off")),
                labelled("until", dcc.Input(id="until", value=choice.until, debounce=True, maxLength=10,
                                            placeholder="2017-08-28", autoComplete="off")),
                html.Small(say(language, "filter.day_hint"), className="note"),
            ],
            className="days",
        ),
        html.Nav(ways_to(choice, "tag"), id="scopes", className="field ways", **named(say(language, "filter.tag"))),
        several("subtype", "subtypes", offered.subtypes),
        several("place", "places", offered.places, "place_hint"),
        several("actor", "actors", offered.actors),
        html.Nav(ways_to(choice, "order"), id="orders", className="field ways", **named(say(language, "filter.order"))),
        dcc.Link(say(language, "filter.reset"), id="reset", href="/" + Choice(language=language).query(),
                 className="button"),
        html.A(say(language, "filter.hide"), href="#results", className="button to-results"),
    ]  # fmt: skip
