"""The map shows as much of the earth as its frame has room for."""

from __future__ import annotations

from math import asinh, degrees, radians, tan
from typing import Any

import pytest

from pipeline.report.explorer.figures import frame

PLACES = [{"lon": 36.3, "lat": 33.5}, {"lon": 40.9, "lat": 34.4}]


@pytest.mark.parametrize("points", [[], PLACES], ids=["nowhere", "two places"])
def test_map_is_as_high_as_wide(points: list[dict[str, Any]]) -> None:
    shown = frame(points, [])
    west, east = shown["lonaxis"]["range"]
    south, north = (degrees(asinh(tan(radians(lat)))) for lat in shown["lataxis"]["range"])
    assert north - south == pytest.approx(east - west, rel=0.01)
