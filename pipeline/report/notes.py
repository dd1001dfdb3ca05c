"""Small files beside the snapshot in which a run leaves word for the next one and for `marsad status`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def read_note(path: Path) -> dict[str, Any] | None:
    """What a note says; None where there is none, or none that can be read."""
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) else None


def write_note(path: Path, note: dict[str, Any]) -> None:
    """Write a note whole or not at all: a run that is killed meanwhile leaves the old one. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8", errors="backslashreplace")
    unfinished.replace(path)
