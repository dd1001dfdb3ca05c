"""docs/backfill.md says what the sources do."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.collect.sources.rows import SUFFIXES
from pipeline.collect.sources.table import FIELDS

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "backfill.md").read_text(encoding="utf-8")


def test_fields_and_their_usual_columns_are_those_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|$", TEXT, re.MULTILINE)
    assert {field: tuple(columns.split(", ")) for field, columns in rows if field in FIELDS} == FIELDS


def test_words_for_what_is_passed_over_are_those_of_the_code() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline/collect/sources").glob("*.py"))
    assert set(re.findall(r'"(other_\w+)"', code)) == set(re.findall(r"^\| `(other_\w+)` \|", TEXT, re.MULTILINE))


def test_every_ending_of_a_table_is_named() -> None:
    for suffix in SUFFIXES:
        assert suffix.removesuffix(".gz") in TEXT or suffix == ".parquet"
    assert "Parquet" in TEXT
