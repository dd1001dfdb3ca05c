"""The tables as `sql/schema.sql` and `sql/staging.sql` declare them: no column is listed anywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from graphlib import TopologicalSorter
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.derive.stage import STAGED
from pipeline.literals import quoted
from pipeline.search.tables import create_index
from pipeline.warehouse.arrow import arrow_table

SQL = Path(__file__).resolve().parents[2] / "sql"
SCHEMA_VERSION = 4


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every published table, empty, in the connection's current database.

    Keys are declared in the schema and checked before a snapshot is published, without an index that would have to be
    kept: see `keys`.
    """
    connection.execute(_schema().replace(" PRIMARY KEY", " NOT NULL"))


def create_staging(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every staged table, empty, and the list of the WARC files that have been read into them.

    Tables of both kinds (`runs`, `fetches`, …) are called `staged_…` here too. Each row says which file it was read in.
    """
    for table in (*STAGED, "staged_annotations", "staged_rule_files"):
        connection.register("no_rows", arrow_schema(table).empty_table())
        connection.execute(f"CREATE TABLE {staged_name(table)} AS FROM no_rows")
        connection.execute(f"ALTER TABLE {staged_name(table)} ADD COLUMN staged_from VARCHAR")
        connection.unregister("no_rows")
    connection.execute("CREATE TABLE read_files (warc_file VARCHAR NOT NULL)")


def staged_name(table: str) -> str:
    """The name that a table has before it is published."""
    return table if table.startswith("staged_") else f"staged_{table}"


def create_views(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Create every analyst view and macro, commented; return the names of the views.

    The header of a file is the comment. A column that its file does not comment has
    the comment of the table column of that name; where the view means something else by it, its file must say so.
    A view may read others, and a macro too, whatever their names.
    """
    views = sorted((SQL / "views").glob("*.sql"))
    # Some macros ask the index of texts, a file of its own: DuckDB wants to see its tables when it reads them.
    with empty_index(connection):
        for path in in_order_of_reading([*views, *macro_files()]):
            connection.execute(path.read_text(encoding="utf-8"))
            kind = "VIEW" if path in views else "MACRO TABLE"
            connection.execute(f"COMMENT ON {kind} {path.stem} IS {quoted(head(path))}")
        # Once for all: each look at the columns reads every view that there is.
        uncommented = connection.execute(_UNCOMMENTED, {"views": [path.stem for path in views]}).fetchall()
        for view, column, comment in uncommented:
            connection.execute(f"COMMENT ON COLUMN {view}.{column} IS {quoted(comment)}")
    return [path.stem for path in views]


def create_indexes(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the indexes by which single rows are found, in full tables: to fill a table with one takes far longer."""
    run_sql(connection, SQL / "build" / "60_look_up.sql")


@contextmanager
def empty_index(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Hold an index of no texts as `search_index`, for reading what asks it."""
    connection.execute("ATTACH ':memory:' AS search_index")
    create_index(connection)
    yield
    connection.execute("DETACH search_index")


def in_order_of_reading(paths: list[Path]) -> list[Path]:
    """Return files of views or macros so that each comes after those it reads: what it names after FROM or JOIN."""
    named = {path.stem: path for path in paths}
    reads = {
        name: {
            word
            for line in path.read_text(encoding="utf-8").splitlines()
            if not line.startswith("--")
            for word in re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", line)
            if word in named
        }
        for name, path in named.items()
    }
    return [named[name] for name in TopologicalSorter(reads).static_order()]


def macro_files() -> list[Path]:
    """The files of the functions that a snapshot offers beside its views."""
    return sorted((SQL / "macros").glob("*.sql"))


def head(path: Path) -> str:
    """What the header of a view's or macro's file says; comments further down are for whoever changes it."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return " ".join(line.removeprefix("-- ") for line in takewhile(lambda line: line.startswith("-- "), lines))


# Columns of views without a comment, with the one of their name in the first table of this order that has it.
_UNCOMMENTED = """
    SELECT columns.table_name, columns.column_name, first(tables.comment ORDER BY
        list_position(['revisions', 'articles', 'tags', 'evacuations', 'runs', 'feeds'], tables.table_name))
    FROM duckdb_columns() AS columns
    JOIN duckdb_columns() AS tables
      ON tables.column_name = columns.column_name AND tables.comment IS NOT NULL
     AND tables.table_name IN ('revisions', 'articles', 'tags', 'evacuations', 'runs', 'feeds')
    WHERE list_contains($views, columns.table_name) AND columns.comment IS NULL
    GROUP BY columns.table_name, columns.column_name
"""


def run_sql(connection: duckdb.DuckDBPyConnection, path: Path, parameters: dict[str, Any] | None = None) -> None:
    """Run the statements of a file one by one, each with those of the parameters that it names."""
    for statement in duckdb.extract_statements(path.read_text(encoding="utf-8")):
        named = {name: value for name, value in (parameters or {}).items() if name in statement.named_parameters}
        connection.execute(statement, named or None)


@cache
def published_tables() -> tuple[str, ...]:
    """The names of the published tables, in the order of the schema file."""
    return tuple(name for name in _declared() if not name.startswith("staged_"))


@cache
def keys() -> dict[str, str]:
    """The key column of every published table, as the schema declares it."""
    with duckdb.connect() as connection:
        connection.execute(_schema())
        found = connection.execute(
            """SELECT table_name, constraint_column_names[1] FROM duckdb_constraints()
               WHERE constraint_type = 'PRIMARY KEY'"""
        ).fetchall()
    return dict(found)


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The columns and types of a published or staged table, as Arrow sees them."""
    return _declared()[table]


def to_arrow(table: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Return rows, one dict a row with exactly the table's columns, as an Arrow table.

    Raises ValueError for a column too many or too few.
    """
    return arrow_table(table, arrow_schema(table), rows)


def _schema() -> str:
    return (SQL / "schema.sql").read_text(encoding="utf-8")


@cache
def _declared() -> dict[str, pa.Schema]:
    with duckdb.connect() as connection:
        create_tables(connection)
        connection.execute((SQL / "staging.sql").read_text(encoding="utf-8"))
        names = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY table_oid").fetchall()
        return {name: connection.table(name).limit(0).to_arrow_table().schema for (name,) in names}
