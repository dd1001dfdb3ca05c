"""Write outlines.json.gz: coasts and borders of Natural Earth, for the brief's maps.

Natural Earth (https://www.naturalearthdata.com) 4.1, scale 1:50 million, is in the public domain; the npm package
world-atlas 2.0.2 (ISC) holds it as TopoJSON. To renew it: `npm pack world-atlas@2.0.2`, unpack, then
`python -m pipeline.report.brief.outlines_build package/countries-50m.json`.

Kept are the lines (arcs), which of them are rings of land, and which part two countries; names and ids are not.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent / "outlines.json.gz"
_SOURCE = "Natural Earth 4.1, 1:50m, public domain, https://www.naturalearthdata.com; from the npm package world-atlas"


def reduced(topology: dict[str, Any]) -> dict[str, Any]:
    """What the maps need of a TopoJSON of countries: source, transform, arcs, land (rings), borders (arcs)."""
    land = [ring for shape in topology["objects"]["land"]["geometries"] for ring in _rings(shape)]
    used: Counter[int] = Counter()
    for country in topology["objects"]["countries"]["geometries"]:
        used.update({arc if arc >= 0 else ~arc for ring in _rings(country) for arc in ring})
    return {
        "source": _SOURCE,
        "transform": topology["transform"],
        "arcs": topology["arcs"],
        "land": land,
        "borders": sorted(arc for arc, countries in used.items() if countries > 1),
    }


def _rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    for polygon in shape.get("arcs", ()) if shape["type"] == "MultiPolygon" else [shape.get("arcs", ())]:
        yield from polygon


if __name__ == "__main__":
    small = reduced(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    # Without a time in its head the same input gives the same bytes.
    TARGET.write_bytes(gzip.compress(json.dumps(small, separators=(",", ":")).encode(), 9, mtime=0))
