"""What happens when a filter is set, a link is followed, or a bar or a place is pressed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate

from pipeline.report.explorer.answers import Answer, answer, numbers_behind
from pipeline.report.explorer.choice import Choice, read_choice
from pipeline.report.explorer.figures import period_of
from pipeline.report.explorer.page import FILTERS, graph, ways_to
from pipeline.report.explorer.results import PICTURES, Pictures
from pipeline.report.explorer.snapshot import Snapshots

_LISTS = ("subtypes", "places", "actors")


def parts_of(found: Answer, path: str, query: str) -> dict[str, Any]:
    """What an answer puts where. `shown` is what the page remembers for its next question."""
    other = "en" if found.choice.language == "ar" else "ar"
    return {
        "notice": found.notice,
        "snapshot": found.snapshot,
        "other_language": path + found.choice.query(language=other, page=found.choice.page),
        "article": found.article,
        "summary": found.shown.summary if found.shown else [],
        "table": found.shown.table if found.shown else [],
        "shown": {
            "address": path + query,
            "snapshot": found.snapshot_id,
            "bucket": found.pictures.bucket if found.pictures else None,
        },
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
            "timeline": Output("timeline-box", "children"),
            "timeline_told": Output("timeline-told", "children"),
            "map": Output("map-box", "children"),
            "map_told": Output("map-told", "children"),
            "table": Output("table", "children"),
            "shown": Output("shown", "data"),
        },
        inputs={
            "path": Input("url", "pathname"),
            "search": Input("url", "search"),
            "controls": {field: Input(control, "value") for field, control in FILTERS.items()},
        },
        state={"seen": State("shown", "data")},
    )
    def _show(path: str | None, search: str | None, controls: dict[str, Any], seen: dict[str, Any]) -> dict[str, Any]:
        path, search = path or "/", search or ""
        is_address = ctx.triggered_id in (None, "url")
        is_shown = is_address and seen["address"] == path + search
        if is_shown and (seen["bucket"] or path != "/"):
            raise PreventUpdate
        if not is_address:
            path, search = "/", _chosen(read_choice(search), controls).query()
        # The page came with its words; its pictures are asked for when they can be seen.
        found = answer(snapshots, path, search, seen["snapshot"], has_words=not is_shown)
        if not is_address:
            search = found.choice.query()  # without what could not be used
        return _outputs(found, path, search, seen, is_address=is_address)

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        Input("timeline-graph", "clickData"),
        State("url", "search"),
        State("shown", "data"),
        prevent_initial_call=True,
    )
    def _press_bar(bar: Any, search: str | None, seen: dict[str, Any]) -> str:
        return _pressed_bar(read_choice(search or ""), bar, seen["bucket"]).query()

    @app.callback(
        Output("url", "search", allow_duplicate=True),
        Input("map-graph", "clickData"),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def _press_place(place: Any, search: str | None) -> str:
        return _pressed_place(read_choice(search or ""), place).query()

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


def _outputs(found: Answer, path: str, search: str, seen: dict[str, Any], *, is_address: bool) -> dict[str, Any]:
    parts = parts_of(found, path, search)
    is_new_snapshot = found.snapshot_id != seen["snapshot"]
    told = {
        "controls": {field: _value(found.choice, field) if is_address else no_update for field in FILTERS},
        "options": {field: getattr(found.offered, field) if is_new_snapshot else no_update for field in _LISTS},
        "search": no_update if is_address else search,
        "scopes": ways_to(found.choice, "tag"),
        "orders": ways_to(found.choice, "order"),
        "article_hidden": found.article is None,
        "explorer_hidden": found.article is not None,
    }
    told |= {name: parts[name] for name in ("article", "notice", "snapshot", "other_language", "shown")}
    words = {name: parts[name] if found.shown else no_update for name in ("summary", "table")}
    return told | words | _drawn(found.pictures)


def _value(choice: Choice, field: str) -> Any:
    value = getattr(choice, field)
    return list(value) if field in _LISTS else value


def _drawn(pictures: Pictures | None) -> dict[str, Any]:
    if pictures is None:
        return dict.fromkeys(("timeline", "timeline_told", "map", "map_told"), no_update)
    return {
        "timeline": graph("timeline", pictures.timeline),
        "timeline_told": pictures.timeline_told,
        "map": graph("map", pictures.map),
        "map_told": pictures.map_told,
    }
