"""Arabic for terminals: most draw letters left to right and unjoined unless the text is prepared."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache

import arabic_reshaper
from bidi import get_display

MODES = ("auto", "visual", "logical")
# These order and join the letters themselves; prepared text would come out backwards.
_BIDI_TERMINALS = {"Apple_Terminal", "mlterm", "WarpTerminal"}
_BIDI_VARIABLES = ("KONSOLE_VERSION", "VTE_VERSION")


def shown_mode(mode: str, is_terminal: bool, environment: Mapping[str, str] | None = None) -> str:
    """Return `visual` or `logical` for a wanted mode.

    `auto` prepares the text only for a terminal that is not known to do it itself: a file
    or pipe gets the text as published.
    """
    env = os.environ if environment is None else environment
    if mode != "auto":
        return mode
    does_it_itself = env.get("TERM_PROGRAM") in _BIDI_TERMINALS or any(name in env for name in _BIDI_VARIABLES)
    return "visual" if is_terminal and not does_it_itself else "logical"


def shown(text: str, mode: str) -> str:
    """Return `text` as it must be written for a reader to see it right to left; control signs become `·`."""
    safe = "".join(sign if sign.isprintable() or sign == "\n" else "·" for sign in text)
    if mode == "logical":
        return safe
    return "\n".join(get_display(_reshaper().reshape(line)) for line in safe.split("\n"))


@cache
def _reshaper() -> arabic_reshaper.ArabicReshaper:
    return arabic_reshaper.ArabicReshaper({"delete_harakat": False})
