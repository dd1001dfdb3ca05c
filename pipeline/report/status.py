"""How Marsad is: last run, feeds, rows, issues; as facts and as tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.report.summary import entry_outcomes, run_summary
from pipeline.settings import Settings


def read_status(settings: Settings, database: Path) -> dict[str, Any]:
    """Return {database, snapshot, last_run, last_failure, feeds, rows, issues} of the live snapshot."""
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY table_oid").fetchall()
        counts = {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0]  # noqa: S608  (own names)
            for (name,) in tables
        }
        snapshot = dicts(connection.execute("FROM snapshot"))[0]
        feeds = dicts(connection.execute("FROM feed_health ORDER BY feed_id"))
        issues = dicts(
            connection.execute(
                """SELECT word, subject, message FROM issues
                   WHERE run_id IS NULL OR run_id = (SELECT max(run_id) FROM runs) ORDER BY word, subject"""
            )
        )
    failure = settings.home / "last_failure.json"
    return {
        "database": str(database.resolve()),
        "snapshot": snapshot,
        "last_run": run_summary(database),
        "last_failure": json.loads(failure.read_text(encoding="utf-8")) if failure.exists() else None,
        "feeds": feeds,
        "rows": counts,
        "issues": issues,
    }


def print_status(console: Console, facts: dict[str, Any]) -> None:
    """Print the facts of `read_status` for a person."""
    run = facts["last_run"]
    console.print(f"Snapshot {facts['snapshot']['snapshot_id']} of {facts['snapshot']['built_at']:%Y-%m-%d %H:%M} UTC")
    console.print(f"Cite as  {facts['snapshot']['citation']}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"File     {facts['database']}", markup=False, soft_wrap=True)
    if run:
        console.print(f"Last run {run['run_id']}: {run['status']}, entries: {entry_outcomes(run)}", soft_wrap=True)
    if failure := facts["last_failure"]:
        console.print(f"[red]Failed[/red]   at {failure['at']}: {escape(str(failure['why']))}", soft_wrap=True)
    feeds = [feed | {"newest": feed["newest_published_at"]} for feed in facts["feeds"]]
    print_checks(console, feeds)
    console.print("Rows     " + ", ".join(f"{count} {name}" for name, count in facts["rows"].items()))
    for issue in facts["issues"]:
        console.print(f"[yellow]{issue['word']}[/yellow] {escape(issue['subject'])}: ", end="", soft_wrap=True)
        console.print(issue["message"], markup=False, soft_wrap=True)


def print_checks(console: Console, checks: list[dict[str, Any]]) -> None:
    """Print one row a feed: health, newest entry, entries, address."""
    table = Table("Feed", "Health", "Newest entry (UTC)", "Entries", "Address")
    for check in checks:
        newest = f"{check['newest']:%Y-%m-%d %H:%M}" if check["newest"] else ""
        health = check["health"]
        colour = {"alive": "green", "stale": "yellow", "empty": "yellow"}.get(health, "red")
        count, address = str(check["entry_count"]), escape(check["url"])
        table.add_row(check["feed_id"], f"[{colour}]{health}[/]", newest, count, address)
    console.print(table)


def dicts(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The rows of a result, each by the names of its columns."""
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
