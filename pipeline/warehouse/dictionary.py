"""The data dictionary: every table, view and column with its comment, as Markdown."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from pipeline.warehouse.functions import columns, parameters
from pipeline.warehouse.schema import (
    SCHEMA_VERSION,
    create_tables,
    create_views,
    empty_index,
    head,
    keys,
    macro_files,
    published_tables,
)

HEAD = f"""# Data dictionary

Made from `sql/schema.sql`, `sql/views/` and `sql/macros/` by `make dictionary`; do not edit.
Schema version {SCHEMA_VERSION}.

All times are UTC. Ids are text: a column `article_id` leads to `articles`, and so on; `status`, `kind` and `origin`
are those of their own table. Start from the views; the tables below them hold the evidence: from a movement its
figures are in `counts`, from `revision_id` the text is in `revisions`, from its `capture_id` the page is in
`captures`, with its file and place. Only evacuations have figures of people moved; a report that is tagged
displacement alone has none. Subtypes and their meaning are in `codes`.
"""

FUNCTIONS = """## Functions

Asked like a table: `FROM changed_since(TIMESTAMP '2026-01-31')`. A parameter with a default is given by its name:
`search('حلب', since := '2017-01-01')`. NULL asks for nothing.
"""


def data_dictionary() -> str:
    """Return the dictionary of the published tables and views."""
    with duckdb.connect() as connection:
        create_tables(connection)
        views = create_views(connection)
        parts = [HEAD, "## Views\n", *(_table(connection, view) for view in views)]
        with empty_index(connection):
            parts += [FUNCTIONS, *(_function(connection, path) for path in macro_files())]
        parts += ["## Tables\n", *(_table(connection, table) for table in published_tables())]
    return "\n".join(parts)


def _table(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    ((comment,),) = connection.execute(
        """SELECT comment FROM duckdb_tables() WHERE table_name = $name
           UNION ALL SELECT comment FROM duckdb_views() WHERE view_name = $name""",
        {"name": name},
    ).fetchall()
    columns = connection.execute(
        """SELECT column_name, data_type, comment FROM duckdb_columns()
           WHERE table_name = ? AND NOT internal ORDER BY column_index""",
        [name],
    ).fetchall()
    lines = [f"### {name}\n", f"{comment}\n", "| column | type | what |", "|---|---|---|"]
    for column, kind, text in columns:
        lines.append(f"| `{column}` | {kind}{', key' if column == keys().get(name) else ''} | {text} |")
    return "\n".join([*lines, ""])


def _function(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    lines = [f"### {path.stem}\n", f"{head(path)}\n", "| parameter | type | default | what |", "|---|---|---|---|"]
    for given in parameters(path):
        default = f"`{given.default}`" if given.default else "must be given"
        lines.append(f"| `{given.name}` | {given.type} | {default} | {given.meaning} |")
    lines += ["", "| column | type | what |", "|---|---|---|"]
    lines += [f"| `{column.name}` | {column.type} | {column.meaning} |" for column in columns(connection, path)]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(data_dictionary(), encoding="utf-8")
