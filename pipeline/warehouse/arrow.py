"""Rows as Arrow tables."""

from __future__ import annotations

from typing import Any

import pyarrow as pa


def arrow_table(name: str, schema: pa.Schema, rows: list[dict[str, Any]]) -> pa.Table:
    """Return rows, one dict a row with exactly the columns of the schema, as an Arrow table.

    Raises ValueError for a column too many or too few: Arrow itself would drop the one
    and fill the other with nulls.
    """
    for row in rows:
        if row.keys() != set(schema.names):
            raise ValueError(f"{name}: columns differ from the schema: {sorted(row.keys() ^ set(schema.names))}")
    return pa.Table.from_pylist(rows, schema=schema)
