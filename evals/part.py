"""What a part of the evaluation hands back: tables for people, measures for the floors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One judged figure, by the name that it has in floors.toml, over `items` things."""

    name: str
    value: float
    items: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: shown by rich, and written to the JSON file as it is."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


@dataclass(slots=True)
class Part:
    """The findings of one part; `notes` are sentences under its tables."""

    sheets: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)

    def share(self, name: str, good: float, items: int) -> float:
        """Add the measure `good / items` and return it; 0 of 0 is 0, never a pass by emptiness."""
        value = good / items if items else 0.0
        self.measures.append(Measure(name, value, items))
        return value


Run = Callable[[Path], Part]


def show(console: Console, title: str, part: Part) -> None:
    """Print the tables and notes of a part."""
    console.rule(title)
    for sheet in part.sheets:
        table = Table(*sheet.columns, title=sheet.title, title_justify="left")
        for row in sheet.rows:
            table.add_row(*("" if cell is None else str(cell) for cell in row))
        console.print(table, markup=False)
    for note in part.notes:
        console.print(note, markup=False, highlight=False)
