"""The time line and the map, as Plotly draws them. Colours hold on light and dark; the style sheet sets the letters'.

They are plain dicts: the classes of Plotly look at every number, which takes longer than all queries.
"""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from math import atan, degrees, exp, log, pi, radians, sqrt, tan
from typing import Any

from pipeline.report.explorer.ask import Row
from pipeline.report.explorer.choice import TAGS, Choice
from pipeline.report.explorer.words import say

COLOURS = {"conflict": "#d0694b", "evacuation": "#3c8fbb", "displacement": "#9a78c8", "texts": "#7f8a90"}
_SHAPES = {"day": "%Y-%m-%d", "week": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
_FAINT = "rgba(128,128,128,.35)"
_CLEAR = "rgba(0,0,0,0)"
_GEO = {
    "projection": {"type": "mercator"}, "bgcolor": _CLEAR, "showframe": False, "showocean": False,
    "showland": True, "landcolor": "#fdfbf6", "showlakes": True, "lakecolor": "#e6eef2",
    "showcoastlines": True, "coastlinecolor": "#cfc8ba",
    "showcountries": True, "countrycolor": "#cfc8ba", "countrywidth": 0.7,
}  # fmt: skip
_BACK = {"paper_bgcolor": _CLEAR, "plot_bgcolor": _CLEAR, "font": {"size": 12}, "showlegend": False}

_SOUTHMOST, _NORTHMOST = -60.0, 78.0

Figure = dict[str, Any]


def timeline_figure(choice: Choice, bucket: str, rows: list[Row]) -> Figure:
    """One row of bars a tag, above each other, so that a report with two tags is told in both."""
    names = (choice.tag,) if choice.tag in TAGS else (*TAGS, "texts") if choice.tag == "all" else TAGS
    begins = [row["begins"].isoformat() for row in rows]
    high = 1 / len(names)
    bars: list[Figure] = []
    heads: list[Figure] = []
    layout: Figure = {}
    for number, name in enumerate(names):
        axis = str(number + 1) if number else ""
        title = say(choice.language, "column.texts" if name == "texts" else f"kind.{name}")
        bars.append(
            {
                "type": "bar", "x": begins, "y": [row[name] for row in rows], "name": title,
                "xaxis": "x", "yaxis": f"y{axis}", "marker": {"color": COLOURS[name]},
                "hovertemplate": f"%{{x|{_SHAPES[bucket]}}} · %{{y:,}}<extra></extra>",
            }
        )  # fmt: skip
        top = 1 - number * high
        layout[f"yaxis{axis}"] = {
            "domain": [top - high * 0.8, top - high * 0.16], "rangemode": "tozero", "nticks": 3, "gridcolor": _FAINT,
            "zerolinecolor": _FAINT, "tickformat": ",d", "fixedrange": True, "automargin": True, "visible": bool(rows),
        }  # fmt: skip
        heads.append(
            {
                "text": f"<b>{title}</b>", "x": 0.5, "y": top - high * 0.14, "xref": "paper", "yref": "paper",
                "xanchor": "center", "yanchor": "bottom", "showarrow": False, "font": {"size": 13},
            }
        )  # fmt: skip
    layout["xaxis"] = {
        "type": "date", "tickformat": _SHAPES[bucket], "fixedrange": True, "showgrid": False, "nticks": 5,
        "anchor": f"y{len(names)}" if len(names) > 1 else "y", "showline": False, "zeroline": False,
        "automargin": True, "visible": bool(rows),
    }  # fmt: skip
    layout |= {
        "height": 40 + 120 * len(names),
        "margin": {"l": 8, "r": 8, "t": 8, "b": 28},
        "bargap": 0.15,
        "annotations": heads,
    }
    return {"data": bars, "layout": layout | _BACK | {"hovermode": "x"}}


def period_of(bucket: str, begins: date) -> tuple[str, str]:
    """What `from` and `to` say of the step of the time line that begins on a day."""
    if bucket == "year":
        return str(begins.year), str(begins.year)
    if bucket == "month":
        return f"{begins:%Y-%m}", f"{begins:%Y-%m}"
    return begins.isoformat(), (begins + timedelta(days=6 if bucket == "week" else 0)).isoformat()


def map_figure(language: str, points: list[Row], arrows: list[Row]) -> Figure:
    """Places and ways on the base map, which Plotly asks for at the address that the page names (outlines.py)."""
    layout = {
        "height": 440,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "dragmode": "pan",
        "geo": _GEO | frame(points, arrows),
    }
    return {"data": map_traces(language, points, arrows), "layout": layout | _BACK}


def map_traces(language: str, points: list[Row], arrows: list[Row]) -> list[Figure]:
    """Ways, their ends, and places."""
    lons: list[float | None] = []
    lats: list[float | None] = []
    for arrow in arrows:
        lons += [arrow["origin_lon"], arrow["destination_lon"], None]
        lats += [arrow["origin_lat"], arrow["destination_lat"], None]
    most = max((row["texts"] for row in points), default=1)
    colour = COLOURS["evacuation"]
    told = [
        say(language, "result.way_hover", origin=escape(arrow["origin"]), destination=escape(arrow["destination"]))
        + f" · {arrow['movements']:,}"
        for arrow in arrows
    ]
    return [
        {
            "type": "scattergeo", "mode": "lines", "lon": lons, "lat": lats, "hoverinfo": "skip",
            "line": {"color": colour, "width": 1.6}, "opacity": 0.75,
        },
        {
            "type": "scattergeo", "mode": "markers", "text": told, "hoverinfo": "text",
            "lon": [arrow["destination_lon"] for arrow in arrows],
            "lat": [arrow["destination_lat"] for arrow in arrows],
            "marker": {"symbol": "diamond", "size": 8, "color": colour},
        },
        {
            "type": "scattergeo", "mode": "markers", "hoverinfo": "text",
            "lon": [row["lon"] for row in points],
            "lat": [row["lat"] for row in points],
            "text": [f"{escape(row['name'])} · {row['texts']:,}" for row in points],
            "customdata": [row["place_id"] for row in points],
            "marker": {
                "size": [5 + 17 * sqrt(row["texts"] / most) for row in points], "color": COLOURS["conflict"],
                "opacity": 0.6, "line": {"color": "rgba(255,255,255,.6)", "width": 0.7},
            },
        },
    ]  # fmt: skip


def frame(points: list[Row], arrows: list[Row]) -> dict[str, Any]:
    """The part of the earth that shows all places, never less than some degrees; the Arab world where there is none."""
    lons = [row["lon"] for row in points] + [
        arrow[end] for arrow in arrows for end in ("origin_lon", "destination_lon")
    ]
    lats = [row["lat"] for row in points] + [
        arrow[end] for arrow in arrows for end in ("origin_lat", "destination_lat")
    ]
    if not lons:
        lons, lats = [-15.0, 60.0], [12.0, 38.0]
    across, down = max(max(lons) - min(lons), 12) * 0.08 + 2, max(max(lats) - min(lats), 8) * 0.08 + 2
    west, east = max(-180.0, min(lons) - across), min(180.0, max(lons) + across)
    south, north = _high(max(_SOUTHMOST, min(lats) - down)), _high(min(_NORTHMOST, max(lats) + down))
    # The picture is about as high as wide: what would stay empty of it shows more of the earth.
    missing = (east - west) - (north - south)
    if missing > 0:
        north = min(_high(_NORTHMOST), north + missing / 2)
        south = max(_high(_SOUTHMOST), north - (east - west))
        north = min(_high(_NORTHMOST), south + (east - west))
    else:
        west, east = max(-180.0, west + missing / 2), min(180.0, east - missing / 2)
    return {"lonaxis": {"range": [west, east]}, "lataxis": {"range": [_lat(south), _lat(north)]}}


def _high(lat: float) -> float:
    """How far up a latitude lies on a map of Mercator's, in degrees of longitude."""
    return degrees(log(tan(pi / 4 + radians(lat) / 2)))


def _lat(high: float) -> float:
    return degrees(2 * atan(exp(radians(high))) - pi / 2)
