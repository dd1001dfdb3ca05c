"""The data dictionary: every table, view and column with its comment, as Markdown."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from pipeline.warehouse.schema import (
    SCHEMA_VERSION,
    create_tables,
    create_views,
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


def data_dictionary() -> str:
    """Return the dictionary of the published tables and views."""
    with duckdb.connect() as connection:
        create_tables(connection)
        views = create_views(connection)
        parts = [HEAD, "## Views\n", *(_table(connection, view) for view in views)]
        parts += ["## Functions\n", *(f"### {path.stem}\n\n{head(path)}\n" for path in macro_files())]
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


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(data_dictionary(), encoding="utf-8")
