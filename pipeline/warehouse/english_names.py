"""Names of places and actors in Latin letters, by their ids: those of GeoNames, and our own."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import pyarrow as pa

OWN = Path(__file__).with_name("english_names.tsv")
GEONAMES = Path(__file__).with_name("english_names.tsv.gz")


@cache
def english_names() -> pa.Table:
    """One row an id, `id` and `name_en`; what a user's own list calls places has none."""
    names: dict[str, str] = {}
    for text in (gzip.decompress(GEONAMES.read_bytes()).decode(), OWN.read_text(encoding="utf-8")):
        for line in text.splitlines():
            key, _, name = line.partition("\t")
            if name:
                names[key] = name
    return pa.table({"id": list(names), "name_en": list(names.values())})
