"""What `marsad tag --explain` shows: the text with its marked words, what fired, what was held back, what weighed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.derive.explain import Explained, Firing, Obstacle
from pipeline.derive.facts import Evacuation
from pipeline.derive.rules import MODEL_FILE, RuleSet
from pipeline.derive.tagged_json import as_json
from pipeline.derive.weighed import Weighed
from pipeline.report.arabic_terminal import harmless, shown, shown_mode
from pipeline.report.marked_text import Mark, print_legend, print_marked, wrapped

_MOST_ROWS = 40  # of a table; --json has all
_MOST_CELL = 80
_MOST_SHARES = 4  # features of a side
_WHY = {
    "veto": "the report is about something else",
    "not_near": "forbidden words beside it",
    "needs_cause": "the report names neither war nor disaster",
    "yields_to": "gives way to",
    "model": "the model finds it unlikely",
    "weak": "its weight is too small to tag alone",
}


def print_explained(console: Console, explained: Explained, arabic: str) -> None:
    """Print title and text with their marks and a legend, then tags, what fired, what was held back and why, and
    what weighed most.
    """
    if explained.title:
        print_marked(console, explained.title, _marks(explained, "title"), arabic)
        console.print()
    print_marked(console, explained.body, _marks(explained, "body"), arabic)
    console.print()
    print_legend(console, {kind for field in ("title", "body") for _, _, kind in _marks(explained, field)})
    for tag in explained.tagged.tags:
        trigger = f" ({tag.trigger})" if tag.trigger else ""
        console.print(Text(f"{tag.tag}/{tag.subtype}{trigger}  {tag.score:.2f}", "bold"))
    if not explained.tagged.tags:
        console.print("no tags")
    mode = shown_mode(arabic, console.is_terminal)
    for movement in explained.tagged.evacuations:
        console.print(Text(_told(movement, mode)), soft_wrap=True)
    _print_firings(console, "Fired", explained.fired, mode)
    _print_firings(console, "Held back", explained.vetoed, mode)
    _print_weighed(console, explained.weighed, mode)


def _marks(explained: Explained, field: str) -> list[Mark]:
    tags = {rule.id: rule.tag for rule in explained.rules.rules}
    return [
        (span.start, span.end, tags[span.id] if span.kind == "core" else span.kind)
        for span in explained.spans
        if span.field == field
    ]


def _told(movement: Evacuation, mode: str) -> str:
    """One line on who left which place for where, each part by itself: a line of two directions reads in neither."""
    parts = [f"{place.role} {shown(place.name, mode)}" for place in movement.places]
    parts += [f"{count.low:,}{f'-{count.high:,}' if count.high > count.low else ''} {count.unit}"
              for count in movement.counts]  # fmt: skip
    parts += [f"{actor.role} {actor.actor_id}" for actor in movement.actors]
    return f"  {movement.status}, {movement.subtype}: {'; '.join(dict.fromkeys(parts)) or shown(movement.text, mode)}"


def _print_firings(console: Console, title: str, firings: Iterable[Firing], mode: str) -> None:
    """Rows that are alike once, with their number; for a file or pipe one line each, parted by tabs."""
    rows: dict[tuple[str, ...], int] = {}
    width = console.width // 4 if console.is_terminal else 10_000
    for firing in firings:
        words = " … ".join(span.text for span in (firing.core, *firing.near))
        why = "\n".join(_why(obstacle, mode, width) for obstacle in firing.obstacles) or firing.rule.comment
        row: tuple[str, ...] = (
            firing.rule.id,
            f"{firing.weight:.2f}",
            firing.realis,
            _cell(words, mode, width),
            harmless(why),
        )
        rows[row] = rows.get(row, 0) + 1
    if not rows:
        return
    if not console.is_terminal:
        # Written past the console, which would make spaces of the tabs.
        lines = ("\t".join((row[0], f"×{rows[row]}", *(cell.replace("\n", "; ") for cell in row[1:]))) for row in rows)
        console.file.write("\n".join(("", title, *lines, "")))
        return
    table = Table(title=title, title_justify="left", expand=True)
    table.add_column("rule", overflow="fold", min_width=min(36, console.width // 4))
    table.add_column("weight")
    table.add_column("realis")
    table.add_column("words", justify="right", width=width)
    table.add_column("comment" if title == "Fired" else "why not", ratio=5)
    for row, count in list(rows.items())[:_MOST_ROWS]:
        table.add_row(Text(row[0] + (f" ×{count}" if count > 1 else "")), *(Text(cell) for cell in row[1:]))
    console.print(table)
    if len(rows) > _MOST_ROWS:
        console.print(f"… and {len(rows) - _MOST_ROWS} more: --json lists all.")


def _why(obstacle: Obstacle, mode: str, width: int) -> str:
    reason = _WHY.get(obstacle.kind, f"{obstacle.kind.replace('_', ' ')}, no news")
    by = ", ".join(obstacle.by) + (f" {obstacle.score:.2f}" if obstacle.score is not None else "")
    words = _cell(" · ".join(obstacle.words), mode, width)
    return "\n".join(part for part in (": ".join(filter(None, (reason, by))), words) if part)


def _print_weighed(console: Console, weighed: Iterable[Weighed], mode: str) -> None:
    """The heaviest features of each tag and subtype; for a file or pipe one line each, parted by tabs."""
    rows = [(each.output, f"{each.likely:.2f}", _shares(each.pro, mode), _shares(each.con, mode)) for each in weighed]
    if not rows:
        return
    if not console.is_terminal:
        lines = ("\t".join((*row[:2], *("; ".join(cell) for cell in row[2:]))) for row in rows)
        console.file.write("\n".join(("", "Weighed", *lines, "")))
        return
    table = Table(title="Weighed by the model", title_justify="left", expand=True)
    table.add_column("tag or subtype")
    table.add_column("likely")
    table.add_column("for", ratio=1)
    table.add_column("against", ratio=1)
    for output, likely, pro, con in rows:
        table.add_row(output, likely, Text("\n".join(pro)), Text("\n".join(con)))
    console.print(table)


def _shares(features: tuple[tuple[str, float], ...], mode: str) -> list[str]:
    return [f"{shown(name, mode)} {share:+.2f}" for name, share in features[:_MOST_SHARES]]


def _cell(text: str, mode: str, width: int) -> str:
    line = " ".join(text.split())
    return wrapped(line if len(line) <= _MOST_CELL else line[: _MOST_CELL - 1] + "…", mode, width)


def explained_json(explained: Explained) -> dict[str, Any]:
    """What `as_json` gives, what fired and what was held back with why, every marked span and what weighed."""
    return as_json(explained.tagged) | {
        "rules_version": explained.rules.version,
        "fired": [_firing_json(firing, explained.rules) for firing in explained.fired],
        "vetoed": [_firing_json(firing, explained.rules) for firing in explained.vetoed],
        "spans": [asdict(span) for span in explained.spans],
        "weighed": [_weighed_json(each) for each in explained.weighed],
    }


def _weighed_json(weighed: Weighed) -> dict[str, Any]:
    sides = {
        side: [{"feature": name, "weight": share} for name, share in shares]
        for side, shares in (("pro", weighed.pro), ("con", weighed.con))
    }
    return {"output": weighed.output, "likely": weighed.likely, "bias": weighed.bias} | sides


def _firing_json(firing: Firing, rules: RuleSet) -> dict[str, Any]:
    rule = firing.rule
    return {
        "rule_id": rule.id,
        "tag": rule.tag,
        "subtype": rule.subtype,
        "weight": firing.weight,
        "realis": firing.realis,
        "field": firing.field,
        "start": firing.start,
        "end": firing.end,
        "text": firing.text,
        "core": firing.core.text,
        "near": [span.text for span in firing.near],
        "obstacles": [asdict(obstacle) for obstacle in firing.obstacles],
        "comment": rule.comment,
        "file": rules.sources.get(rule.id, MODEL_FILE),
    }
