from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings import Settings
from pipeline.warehouse.dictionary import data_dictionary
from pipeline.warehouse.schema import arrow_schema, keys, published_tables, to_arrow
from tests.support import rows

DICTIONARY = Path(__file__).parents[2] / "docs" / "data_dictionary.md"


UNCOMMENTED = """
    SELECT table_name FROM duckdb_tables() WHERE comment IS NULL
    UNION ALL SELECT view_name FROM duckdb_views() WHERE comment IS NULL AND NOT internal
    UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal
"""


def test_every_table_view_and_column_of_a_snapshot_is_commented(sample_settings: Settings) -> None:
    assert rows(sample_settings.database, UNCOMMENTED) == []


def test_snapshot_carries_the_constraints(sample_settings: Settings) -> None:
    kinds = dict(
        rows(sample_settings.database, "SELECT constraint_type, count(*) FROM duckdb_constraints() GROUP BY 1")
    )
    assert kinds["CHECK"] > 10
    assert "PRIMARY KEY" not in kinds  # an index a table would have to be kept, in memory too


def test_every_table_has_a_key() -> None:
    assert set(keys()) == set(published_tables())


def test_dictionary_is_fresh_and_tells_every_column() -> None:
    wanted = data_dictionary()
    assert DICTIONARY.read_text(encoding="utf-8") == wanted, "docs/data_dictionary.md is stale: run `make dictionary`"


@pytest.mark.parametrize("row", [{"word": "ok"}, {"word": "ok", "meaning": "read", "colour": "red"}])
def test_row_with_a_column_too_few_or_too_many_is_refused(row: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="outcomes: columns differ"):
        to_arrow("outcomes", [row])
    assert arrow_schema("outcomes").names == ["word", "meaning"]
