"""Tables for a terminal: results of queries, reports with the words that say so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.report.arabic_terminal import shown, shown_mode
from pipeline.report.summary import people_told

MAX_CELL = 200


def print_reports(console: Console, reports: list[dict[str, Any]], arabic: str) -> None:
    """Print one row a report: date, title, tags, and the words that prove them."""
    mode = shown_mode(arabic, console.is_terminal)
    table = Table(show_lines=True, expand=True)
    table.add_column("Published", no_wrap=True)
    table.add_column("Title", justify="right", ratio=5)
    table.add_column("Tags", ratio=3, overflow="fold")
    table.add_column("The words that say so", justify="right", ratio=4)
    for report in reports:
        words = list(dict.fromkeys(report["evidence"] or ()))[:3]
        table.add_row(
            f"{report['published_at']:%Y-%m-%d}" if report["published_at"] else "",
            Text(_wrapped(report["title"] or "", mode, console.width * 5 // 14)),
            "\n".join(subtype for _, subtype in report["labels"]),
            Text("\n".join(_wrapped(word, mode, console.width * 4 // 14) for word in words)),
        )
    console.print(table)


def print_movements(console: Console, movements: list[tuple[Any, ...]], arabic: str) -> None:
    """Print one row a movement of `told_movements`: day, people, origins, destinations, title."""
    mode = shown_mode(arabic, console.is_terminal)
    table = Table(show_lines=True, expand=True)
    table.add_column("Day", no_wrap=True)
    table.add_column("People", justify="right", ratio=2)
    for name, ratio in (("From", 3), ("To", 3), ("Title", 5)):
        table.add_column(name, justify="right", ratio=ratio)
    for moved_on, low, high, origins, destinations, _, title in movements:
        cells = (("، ".join(origins or ()), 3), ("، ".join(destinations or ()), 3), (title or "", 5))
        table.add_row(
            f"{moved_on}" if moved_on else "",
            people_told(low, high),
            *(Text(_wrapped(text, mode, console.width * ratio // 16)) for text, ratio in cells),
        )
    console.print(table)


def print_rows(console: Console, names: list[str], rows: list[tuple[Any, ...]], arabic: str) -> None:
    """Print the rows of a query; long cells are cut and end in …."""
    mode = shown_mode(arabic, console.is_terminal)
    table = Table()
    for name in names:
        table.add_column(Text(shown(name, "logical")))
    for row in rows:
        table.add_row(*(Text(shown(_cell(value), mode)) for value in row))
    console.print(table)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        text = " | ".join(map(_cell, value))  # as in CSV
    else:
        text = f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def _wrapped(text: str, mode: str, width: int) -> str:
    """Break lines before ordering them: a line ordered as a whole and broken by the terminal reads bottom up."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > max(20, width - 4):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join(shown(part, mode) for part in [*lines, line])
