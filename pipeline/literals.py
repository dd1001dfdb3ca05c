"""Texts as literals of SQL. Apart, so that what only asks the snapshot does not load what builds it."""

from __future__ import annotations


def quoted(text: str) -> str:
    """Return a text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
