"""The explorer's words in two languages."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_WORDS = Path(__file__).with_name("words.toml")


def say(language: str, key: str, **values: object) -> str:
    """The words of `section.name`, with values for the names in braces; numbers with marks between thousands.

    Texts are isolated: a date would be turned around between Arabic words, and a name could turn what follows it.
    A word of the data that has no translation (a subtype of a user's own rule) is shown as it is.
    """
    section, _, name = key.partition(".")
    found = _words()[section].get(name)
    if found is None:
        return name
    told = {key: f"{value:,}" if isinstance(value, int) else isolate(str(value)) for key, value in values.items()}
    return str(found[language]).format(**told) if told else str(found[language])


def isolate(text: str) -> str:
    """The text between signs that keep its direction to itself."""
    return f"\u2068{text}\u2069"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))
