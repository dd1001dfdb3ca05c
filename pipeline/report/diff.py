"""What differs between the reports of two snapshots: counts by tag and subtype, and each report that changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from pipeline.literals import quoted
from pipeline.settings import Settings
from pipeline.warehouse.lake import LakeError, load_lake
from pipeline.warehouse.schema import SCHEMA_VERSION, create_tables, create_views

# Columns of a report that are compared.
COMPARED = ("title", "published_at", "tags", "subtypes", "triggers", "score", "evidence", "url")


class DiffError(Exception):
    """A snapshot that cannot be compared; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The ids of two snapshots, counts as (tag, subtype, before, after), and reports as (change, url, old, new).

    `change` is added, changed or withdrawn; `old` and `new` are the values that differ, by column, None for no report.
    """

    before: str
    after: str
    counts: list[tuple[str, str, int, int]]
    reports: list[tuple[str, str, dict[str, Any] | None, dict[str, Any] | None]]


def find_snapshot(settings: Settings, name: str) -> Path:
    """The file or lake that `name` means: a path, `live`, `candidate`, or the id of a snapshot whose lake is kept.

    Raises DiffError where there is none.
    """
    if name in ("live", "candidate"):
        found = settings.database if name == "live" else settings.candidate
    else:
        path, kept = Path(name), settings.home / "lakes" / name
        found = kept if not path.exists() and path.name == name else path
    if not found.exists():
        ids = sorted(path.name for path in (settings.home / "lakes").glob("[!.]*"))
        raise DiffError(
            f"There is no snapshot {name}: give a .duckdb file, a lake, `live`, `candidate` (what a refused run or "
            f"`marsad rebuild --dry-run` left) or one of {', '.join(ids)}."
        )
    return found


def compare(before: Path, after: Path) -> Difference:
    """Compare two snapshots, files or lakes. Raises DiffError for one that this version cannot read."""
    with duckdb.connect() as connection:
        ids = [_attach(connection, side, path) for side, path in (("before", before), ("after", after))]
        counts = connection.execute(_COUNTS).fetchall()
        reports = [_report(row) for row in connection.execute(_REPORTS).fetchall()]
    return Difference(ids[0], ids[1], counts, reports)


def print_difference(console: Console, found: Difference) -> None:
    """Print a difference for a person."""
    console.print(f"Snapshot {found.before} → {found.after}")
    table = Table("Tag", "Subtype", "Before", "After")
    for tag, subtype, old, new in found.counts:
        table.add_row(tag, subtype, str(old), str(new))
    console.print(table)
    for change, url, before, after in found.reports:
        console.print(f"{change} {url}", markup=False, soft_wrap=True)
        for column in COMPARED:
            for sign, values in (("-", before), ("+", after)):
                if values and column in values:
                    console.print(f"  {sign} {column}: {_shown(values[column])}", markup=False, soft_wrap=True)


def _attach(connection: duckdb.DuckDBPyConnection, side: str, path: Path) -> str:
    """Make the reports and tags of a snapshot readable as schema `side`; return the id of the snapshot."""
    if path.is_dir():
        connection.execute(f"ATTACH ':memory:' AS {side}")
        connection.execute(f"USE {side}")
        create_tables(connection)
        try:
            load_lake(connection, path)
        except LakeError as error:
            raise DiffError(str(error)) from error
        create_views(connection)
    else:
        try:
            connection.execute(f"ATTACH {quoted(str(path))} AS {side} (READ_ONLY)")
            ((version,),) = connection.execute(f"SELECT schema_version FROM {side}.snapshot").fetchall()  # noqa: S608
        except duckdb.Error as error:
            raise DiffError(f"{path} is no snapshot ({str(error).splitlines()[0]}).") from error
        if version != SCHEMA_VERSION:
            raise DiffError(
                f"{path} has schema {version}, this version of Marsad reads {SCHEMA_VERSION}: run `marsad rebuild`."
            )
    connection.execute(f"USE {side}")
    columns = ", ".join(("article_id", *COMPARED))
    connection.execute(f"CREATE TEMP TABLE reports_{side} AS SELECT {columns} FROM reports")  # noqa: S608
    connection.execute(
        f"""CREATE TEMP TABLE counts_{side} AS
            SELECT tag, subtype, count(DISTINCT article_id) AS articles
            FROM tags JOIN revisions USING (revision_id) WHERE is_current GROUP BY ALL"""  # noqa: S608
    )
    ((identity,),) = connection.execute("SELECT snapshot_id FROM snapshot").fetchall()
    return str(identity)


_COUNTS = """
SELECT tag, subtype, coalesce(counts_before.articles, 0), coalesce(counts_after.articles, 0)
FROM counts_before FULL JOIN counts_after USING (tag, subtype)
ORDER BY ALL
"""
_REPORTS = """
SELECT coalesce(reports_after.url, reports_before.url), reports_before, reports_after
FROM reports_before FULL JOIN reports_after USING (article_id)
WHERE reports_before IS DISTINCT FROM reports_after
ORDER BY coalesce(reports_after.published_at, reports_before.published_at), 1
"""


def _report(
    row: tuple[str, dict[str, Any] | None, dict[str, Any] | None],
) -> tuple[str, str, dict[str, Any] | None, dict[str, Any] | None]:
    url, before, after = row
    if before is None or before["article_id"] is None:
        return "added", url, None, {name: (after or {})[name] for name in COMPARED}
    if after is None or after["article_id"] is None:
        return "withdrawn", url, {name: before[name] for name in COMPARED}, None
    differ = [name for name in COMPARED if before[name] != after[name]]
    return "changed", url, {name: before[name] for name in differ}, {name: after[name] for name in differ}


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
