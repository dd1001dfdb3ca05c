"""The functions (table macros) that a snapshot offers beside its views, as the files in `sql/macros` describe them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

SIGNATURE = re.compile(r"^CREATE MACRO (\w+)\((.*?)\) AS TABLE$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"-- (\w+)(?: ([A-Z]+))?: (.+)")
_AS_IN = re.compile(r"-- Other columns as in (\w+)\.")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `default` is the expression it has where none is given, empty where one must be."""

    name: str
    type: str
    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of what a function gives."""

    name: str
    type: str
    meaning: str


class UndescribedError(Exception):
    """A function whose file does not say what a parameter or a column means, or describes one that it lacks."""


def parameters(path: Path) -> list[Parameter]:
    """The parameters of the function in this file. Raises UndescribedError for one without type and meaning."""
    text = path.read_text(encoding="utf-8")
    (signature,) = (found[2] for found in SIGNATURE.finditer(text))
    told = _told(text)
    found = []
    for part in signature.split(","):
        name, _, default = (word.strip() for word in part.partition(":="))
        kind, meaning = told.get(name, ("", ""))
        if not kind:
            raise UndescribedError(f"{path.name} does not describe its parameter: add `-- {name} TYPE: meaning`.")
        found.append(Parameter(name, kind, default, meaning))
    return found


def columns(connection: duckdb.DuckDBPyConnection, path: Path) -> list[Column]:
    """The columns that the function in this file gives, in the database that the connection is in.

    What its file does not say of one is said by the relation that it names, else by the tables of `schema`.
    Raises UndescribedError.
    """
    text = path.read_text(encoding="utf-8")
    given = parameters(path)
    called = ", ".join("NULL" for parameter in given if not parameter.default)
    rows = connection.execute(f"DESCRIBE FROM {path.stem}({called})").fetchall()
    told = _told(text)
    if unknown := set(told) - {parameter.name for parameter in given} - {row[0] for row in rows}:
        raise UndescribedError(f"{path.name} describes {', '.join(sorted(unknown))}, which it does not have.")
    named = _AS_IN.search(text)
    others = dict(
        connection.execute(_COMMENTS, {"relations": [named[1]] if named else [], "common": _COMMON}).fetchall()
    )
    found = []
    for name, kind, *_ in rows:
        meaning = told[name][1] if name in told else others.get(name)
        if not meaning:
            raise UndescribedError(f"{path.name} does not describe its column: add `-- {name}: meaning`.")
        found.append(Column(name, kind, meaning))
    return found


def _told(text: str) -> dict[str, tuple[str, str]]:
    """Type and meaning by name, from the lines between the header and the macro."""
    _, _, described = text[: text.index("CREATE MACRO")].partition("\n--\n")
    return {found[1]: (found[2] or "", found[3]) for line in described.splitlines() if (found := _LINE.match(line))}


_COMMON = ["revisions", "articles", "tags"]
_COMMENTS = """
    SELECT column_name, first(comment ORDER BY list_position($relations || $common, table_name))
    FROM duckdb_columns()
    WHERE comment IS NOT NULL AND table_name IN (SELECT unnest($relations || $common))
    GROUP BY column_name
"""
