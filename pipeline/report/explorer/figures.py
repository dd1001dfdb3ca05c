"""The time line and the map, as Plotly draws them. Colours hold on light and dark; the style sheet sets the letters'."""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pipeline.report.explorer.ask import Row
from pipeline.report.explorer.choice import TAGS, Choice
from pipeline.report.explorer.outlines import borders, coasts
from pipeline.report.explorer.words import say

COLOURS = {"conflict": "#d0694b", "evacuation": "#3c8fbb", "displacement": "#9a78c8", "texts": "#7f8a90"}
_SHAPES = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
_FAINT = "rgba(128,128,128,.35)"
_CLEAR = "rgba(0,0,0,0)"
CHANGING = (2, 3, 4)
"""The traces of the map that a choice changes."""
_NO_MARGIN = {"l": 0, "r": 0, "t": 0, "b": 0}


def timeline_figure(choice: Choice, bucket: str, rows: list[Row]) -> go.Figure:
    """One row of bars a tag, above each other, so that a report with two tags is told in both."""
    names = [tag for tag in (*TAGS, "texts") if (tag in TAGS if choice.tag != "all" else True)]
    names = [choice.tag] if choice.tag in TAGS else names
    figure = make_subplots(rows=len(names), cols=1, shared_xaxes=True, vertical_spacing=0.06)
    begins = [row["begins"] for row in rows]
    for number, name in enumerate(names, 1):
        title = say(choice.language, "column.texts") if name == "texts" else say(choice.language, f"kind.{name}")
        figure.add_bar(
            row=number, col=1, x=begins, y=[row[name] for row in rows], name=title,
            marker={"color": COLOURS[name], "line": {"width": 0}}, xperiodalignment="start",
            hovertemplate=f"%{{x|{_SHAPES[bucket]}}} · %{{y:,}}<extra>{title}</extra>",
        )  # fmt: skip
        figure.update_yaxes(row=number, col=1, rangemode="tozero", nticks=3, gridcolor=_FAINT, zeroline=False,
                            tickformat=",d", fixedrange=True, automargin=True)  # fmt: skip
        figure.add_annotation(row=number, col=1, text=title, x=0, y=1, xref="x domain", yref="y domain",
                              showarrow=False, xanchor="left", yanchor="bottom", font={"size": 12})  # fmt: skip
    figure.update_xaxes(tickformat=_SHAPES[bucket], fixedrange=True, showgrid=False, linecolor=_FAINT, nticks=6)
    figure.update_layout(
        height=60 + 82 * len(names), margin={"l": 8, "r": 8, "t": 18, "b": 24}, bargap=0.15, showlegend=False,
        paper_bgcolor=_CLEAR, plot_bgcolor=_CLEAR, font={"size": 12}, hovermode="closest",
    )  # fmt: skip
    return figure


def period_of(bucket: str, begins: date) -> tuple[str, str]:
    """What `from` and `to` say of the step of the time line that begins on a day."""
    if bucket == "year":
        return str(begins.year), str(begins.year)
    if bucket == "month":
        return f"{begins:%Y-%m}", f"{begins:%Y-%m}"
    return begins.isoformat(), (begins + timedelta(days=6 if bucket == "week" else 0)).isoformat()


def map_figure(language: str, points: list[Row], arrows: list[Row]) -> go.Figure:
    """The whole map: land and borders, which stay, and what `map_traces` makes of the answers."""
    lons, lats = coasts()
    border_lons, border_lats = borders()
    quiet: dict[str, Any] = {"hoverinfo": "skip", "mode": "lines", "showlegend": False}
    figure = go.Figure(
        [
            go.Scattergeo(lon=lons, lat=lats, line={"color": _FAINT, "width": 1}, **quiet),
            go.Scattergeo(lon=border_lons, lat=border_lats, line={"color": _FAINT, "width": 0.7}, **quiet),
            *map_traces(language, points, arrows),
        ]
    )
    # Without a layer of its own Plotly asks nobody for its base map.
    figure.update_geos(visible=False, projection_type="mercator", bgcolor=_CLEAR, **frame(points, arrows))
    figure.update_layout(
        height=440, margin=_NO_MARGIN, paper_bgcolor=_CLEAR, showlegend=False, dragmode="pan", font={"size": 12}
    )
    return figure


def map_traces(language: str, points: list[Row], arrows: list[Row]) -> list[go.Scattergeo]:
    """Ways, their ends, and places; always as many traces, so that they can take each other's place."""
    lons: list[float | None] = []
    lats: list[float | None] = []
    for arrow in arrows:
        lons += [arrow["origin_lon"], arrow["destination_lon"], None]
        lats += [arrow["origin_lat"], arrow["destination_lat"], None]
    most = max((row["texts"] for row in points), default=1)
    return [
        go.Scattergeo(lon=lons, lat=lats, mode="lines", hoverinfo="skip",
                      line={"color": COLOURS["evacuation"], "width": 1.6}, opacity=0.75),
        go.Scattergeo(
            lon=[arrow["destination_lon"] for arrow in arrows],
            lat=[arrow["destination_lat"] for arrow in arrows],
            text=[say(language, "result.way_hover", origin=a["origin"], destination=a["destination"])
                  + f" · {a['movements']:,}" for a in arrows],
            mode="markers", hoverinfo="text",
            marker={"symbol": "diamond", "size": 8, "color": COLOURS["evacuation"]},
        ),
        go.Scattergeo(
            lon=[row["lon"] for row in points],
            lat=[row["lat"] for row in points],
            text=[f"{row['name']} · {row['texts']:,}" for row in points],
            customdata=[row["place_id"] for row in points],
            mode="markers", hoverinfo="text",
            marker={"size": [6 + 22 * sqrt(row["texts"] / most) for row in points], "color": COLOURS["conflict"],
                    "opacity": 0.6, "line": {"color": "rgba(255,255,255,.6)", "width": 0.7}},
        ),
    ]  # fmt: skip


def frame(points: list[Row], arrows: list[Row]) -> dict[str, Any]:
    """The part of the earth that shows all places, never less than some degrees; the Arab world where there is none."""
    lons = [row["lon"] for row in points] + [arrow[end] for arrow in arrows for end in ("origin_lon", "destination_lon")]
    lats = [row["lat"] for row in points] + [arrow[end] for arrow in arrows for end in ("origin_lat", "destination_lat")]
    if not lons:
        return {"lonaxis_range": [-20, 65], "lataxis_range": [5, 45]}
    across, down = max(max(lons) - min(lons), 12) * 0.08 + 2, max(max(lats) - min(lats), 8) * 0.08 + 2
    return {
        "lonaxis_range": [max(-180, min(lons) - across), min(180, max(lons) + across)],
        "lataxis_range": [max(-60, min(lats) - down), min(78, max(lats) + down)],
    }
