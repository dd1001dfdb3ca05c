"""The time line's charts: Vega-Lite drawn as SVG on the spot, coloured by the page's style sheet."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

import vl_convert
from markupsafe import Markup

from pipeline.report.brief.words import month_names, plain

TAGS = ("evacuation", "conflict", "displacement")
_WIDTH, _HEIGHT = 300, 110


def timeline_charts(rows: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """One chart a tag: dicts of tag, svg, total, mean of a day and mean of a day of the year."""
    charts = []
    for tag in TAGS:
        days = [row for row in rows if row["tag"] == tag]
        total, year_mean = sum(row["story_count"] for row in days), float(days[0]["year_mean"])
        svg = vl_convert.vegalite_to_svg(_specification(tag, days, year_mean, language))
        charts.append(
            {
                "tag": tag,
                "total": total,
                "mean": total / len(days),
                "year_mean": year_mean,
                # What the library gives holds numbers, names of months and our own words only.
                "svg": Markup(_named(svg, f"chart-{tag}-{language}")),  # noqa: S704
            }
        )
    return charts


def _named(svg: str, name: str) -> str:
    """The SVG as one image for a screen reader, named and described by elements of the page."""
    bare = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", svg)  # of its parts, which then count as images without a name
    return bare.replace(
        "<svg ", f'<svg role="img" aria-labelledby="{name}" aria-describedby="{name}-text" focusable="false" ', 1
    )


def _specification(tag: str, days: list[dict[str, Any]], year_mean: float, language: str) -> dict[str, Any]:
    values = [{"day": row["published_date"].isoformat(), "n": row["story_count"]} for row in days]
    months = str(month_names(language))
    step = max(1, math.ceil(max([row["story_count"] for row in days] + [year_mean]) / 3))
    x = {"field": "day", "type": "temporal", "timeUnit": "utcyearmonthdate", "title": None}
    y = {"field": "n", "type": "quantitative", "title": None, "scale": {"domain": [0, 3 * step]}}
    first_days = [row["published_date"] for row in days if row["published_date"].day == 1]
    bars = {
        "mark": {"type": "bar", "color": f"var(--{tag})", "width": {"band": 0.75}},
        "encoding": {
            "x": x
            | {
                "scale": {"type": "utc"},
                "axis": {
                    "values": [_moment(day) for day in first_days],
                    "labelExpr": f"{months}[utcmonth(datum.value)]",
                    "labelAlign": "left",
                    "grid": False,
                },
            },
            "y": y
            | {
                "axis": {
                    "values": [0, step, 2 * step, 3 * step],
                    "tickCount": 4,  # with fewer, some of the values would be left out
                    "format": ",d",
                    "domain": False,
                    "ticks": False,
                    "labelOverlap": False,
                }
            },
        },
    }
    rule = {
        "data": {"values": [{"n": year_mean}]},
        "mark": {"type": "rule", "color": "var(--ink)", "strokeDash": [4, 3], "strokeWidth": 1.5},
        "encoding": {"y": y},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": plain(language, "timeline.title", tag=plain(language, f"tag.{tag}")),
        "width": _WIDTH,
        "height": _HEIGHT,
        "background": None,
        "data": {"values": values},
        "layer": [bars, rule],
        "config": {
            "font": "inherit",
            "view": {"stroke": None},
            "axis": {
                "labelColor": "var(--faint)",
                "labelFontSize": 12,
                "gridColor": "var(--line)",
                "domainColor": "var(--line)",
                "tickColor": "var(--line)",
            },
        },
    }


def _moment(day: date) -> dict[str, Any]:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}
