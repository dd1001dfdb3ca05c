"""What happens when a filter is set, a link is followed, or a bar or a place is pressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from pipeline.report.explorer.answers import Answer, answer, nothing, numbers_behind
from pipeline.report.explorer.choice import Choice, read_choice
from pipeline.report.explorer.figures import period_of
from pipeline.report.explorer.page import FILTERS, ways_to
from pipeline.report.explorer.results import PICTURES
from pipeline.report.explorer.snapshot import Snapshots

_LISTS = ("subtypes", "places", "actors")


def parts_of(found: Answer, path: str, query: str) -> dict[str, Any]:
    """What an answer puts where, by the id of the place. `shown` is what the page remembers for its next question."""
    shown = found.shown or nothing(found.choice)
    other = "en" if found.choice.language == "ar" else "ar"
    return {
        "notice": found.notice,
        "snapshot": found.snapshot,
        "other_language": path + found.choice.query(language=other, page=found.choice.page),
        "article": found.article,
        "summary": shown.summary,
        "timeline": shown.timeline,
        "timeline_told": shown.timeline_told,
        "map": shown.map,
        "map_told": shown.map_told,
        "table": shown.table,
        "shown": {"address": path + query, "snapshot": found.snapshot_id, "bucket": shown.bucket},
    }


def add_callback(app: Dash, snapshots: Snapshots) -> None:
    """Add the callback of all filters, and those that tell the numbers behind a picture.

    The first is one, since what is chosen shows in the address, and the address in what is chosen.
    """

    @app.callback(
        output={
            "controls": {field: Output(control, "value") for field, control in FILTERS.items()},
            "options": {field: Output(field, "options") for field in _LISTS},
            "search": Output("url", "search"),
            "scopes": Output("scopes", "children"),
            "orders": Output("orders", "children"),
            "article": Output("article", "children"),
            "article_hidden": Output("article", "hidden"),
            "explorer_hidden": Output("explorer", "hidden"),
            "notice": Output("notice", "children"),
            "snapshot": Output("snapshot", "children"),
            "other_language": Output("language", "href"),
            "summary": Output("summary", "children"),
            "timeline": Output("timeline-graph", "figure"),
            "timeline_told": Output("timeline-told", "children"),
            "map": Output("map-graph", "figure"),
            "map_told": Output("map-told", "children"),
            "table": Output("table", "children"),
            "shown": Output("shown", "data"),
        },
        inputs={
            "path": Input("url", "pathname"),
            "search": Input("url", "search"),
            "controls": {field: Input(control, "value") for field, control in FILTERS.items()},
            "bar": Input("timeline-graph", "clickData"),
            "place": Input("map-graph", "clickData"),
        },
        state={"seen": State("shown", "data")},
    )
    def _show(
        path: str | None, search: str | None, controls: dict[str, Any], bar: Any, place: Any, seen: dict[str, str]
    ) -> dict[str, Any]:
        path, search = path or "/", search or ""
        is_address = ctx.triggered_id in (None, "url")
        if is_address:
            if seen["address"] == path + search:
                raise PreventUpdate  # the page shows it already
        else:
            choice = _chosen(read_choice(search), controls)
            if ctx.triggered_id == "timeline-graph":
                choice = _pressed_bar(choice, bar, seen["bucket"])
            elif ctx.triggered_id == "map-graph":
                choice = _pressed_place(choice, place)
            path, search = "/", choice.query()
        found = answer(snapshots, path, search, seen["snapshot"])
        if not is_address:
            search = found.choice.query()  # without what could not be used
        sets_controls = is_address or ctx.triggered_id in ("timeline-graph", "map-graph")
        return _outputs(found, path, search, seen, is_address=is_address, sets_controls=sets_controls)

    for what in PICTURES:

        @app.callback(
            Output(f"{what}-numbers", "children"),
            Input(f"{what}-numbers-open", "n_clicks"),
            State("url", "search"),
            prevent_initial_call=True,
        )
        def _tell(clicks: int | None, search: str | None, what: str = what) -> list[Any]:
            if not clicks:
                raise PreventUpdate
            return numbers_behind(snapshots, search or "", what)


def _chosen(before: Choice, controls: dict[str, Any]) -> Choice:
    told: dict[str, Any] = {
        field: tuple(value or ()) if field in _LISTS else str(value or "").strip() for field, value in controls.items()
    }
    return replace(before, page=1, **told)


def _pressed_bar(choice: Choice, pressed: Any, bucket: str) -> Choice:
    try:
        begins = date.fromisoformat(str(pressed["points"][0]["x"])[:10])
    except (TypeError, KeyError, IndexError, ValueError) as error:
        raise PreventUpdate from error
    since, until = period_of(bucket, begins)
    return replace(choice, since=since, until=until)


def _pressed_place(choice: Choice, pressed: Any) -> Choice:
    try:
        place = str(pressed["points"][0]["customdata"])
    except (TypeError, KeyError, IndexError) as error:  # the end of a way is no place to filter by
        raise PreventUpdate from error
    return replace(choice, places=(place,))


def _outputs(
    found: Answer, path: str, search: str, seen: dict[str, str], *, is_address: bool, sets_controls: bool
) -> dict[str, Any]:
    parts = parts_of(found, path, search)
    is_new_snapshot = found.snapshot_id != seen["snapshot"]
    told = {
        "controls": {
            field: (list(value) if isinstance(value := getattr(found.choice, field), tuple) else value)
            if sets_controls
            else no_update
            for field in FILTERS
        },
        "options": {field: getattr(found.offered, field) if is_new_snapshot else no_update for field in _LISTS},
        "search": no_update if is_address else search,
        "scopes": ways_to(found.choice, "tag"),
        "orders": ways_to(found.choice, "order"),
        "article_hidden": found.article is None,
        "explorer_hidden": found.article is not None,
    }
    told |= {name: parts[name] for name in ("article", "notice", "snapshot", "other_language", "shown")}
    results = ("summary", "timeline", "timeline_told", "map", "map_told", "table")
    if found.shown is None:
        return told | dict.fromkeys(results, no_update)
    return told | {name: parts[name] for name in results}
