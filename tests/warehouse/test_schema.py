from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from pipeline.settings import Settings
from pipeline.warehouse.dictionary import data_dictionary
from pipeline.warehouse.functions import UndescribedError, columns
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


def test_every_function_of_a_snapshot_is_described_with_its_parameters_and_columns(sample_settings: Settings) -> None:
    told = DICTIONARY.read_text(encoding="utf-8").split("## Functions\n")[1].split("## Tables\n")[0]
    described = {part.split("\n")[0]: part for part in told.split("### ")[1:]}
    functions = rows(
        sample_settings.database,
        """SELECT function_name, parameters FROM duckdb_functions()
           WHERE NOT internal AND database_name = current_database()""",
    )
    assert set(described) == {name for name, _ in functions}
    for name, names in functions:
        given, gives = described[name].split("| column | type | what |")
        assert re.findall(r"^\| `(\w+)` \| [A-Z]+ \|", given, re.MULTILINE) == names, name
        assert "| `" in gives


@pytest.mark.parametrize(
    ("described", "told"),
    [
        ("", "pages_of.sql does not describe its parameter: add `-- day TYPE: meaning`"),
        ("-- day DATE: The day.\n", "pages_of.sql does not describe its column: add `-- pages: meaning`"),
        ("-- day DATE: The day.\n-- pages: Pages.\n-- hour: The hour.\n", "describes hour, which it does not have"),
    ],
)
def test_function_that_is_not_described_says_what_to_add(described: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "pages_of.sql"
    path.write_text(f"-- Grain: one row.\n--\n{described}CREATE MACRO pages_of(day) AS TABLE\nSELECT 1 AS pages;\n")
    with duckdb.connect() as connection:
        connection.execute(path.read_text())
        with pytest.raises(UndescribedError, match=re.escape(told)):
            columns(connection, path)


@pytest.mark.parametrize("row", [{"word": "ok"}, {"word": "ok", "meaning": "read", "colour": "red"}])
def test_row_with_a_column_too_few_or_too_many_is_refused(row: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="outcomes: columns differ"):
        to_arrow("outcomes", [row])
    assert arrow_schema("outcomes").names == ["word", "meaning"]
