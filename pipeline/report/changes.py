"""What a rebuild changed, as a table for a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table


def print_changes(console: Console, changes: list[dict[str, Any]]) -> None:
    """Print one row for each tag and subtype, and for movements, that came or went; a sentence where none did."""
    changed = [change for change in changes if change["added"] or change["withdrawn"]]
    if not changed:
        console.print("No tag and no movement changed.")
        return
    table = Table("What", "Subtype", "Before", "Added", "Withdrawn", "Now")
    for change in changed:
        numbers = (change[name] for name in ("before", "added", "withdrawn", "after"))
        table.add_row(change["what"], change["subtype"], *map(str, numbers))
    console.print(table)
