"""Arabic for terminals: most draw letters left to right and unjoined unless the text is prepared."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import arabic_reshaper
from bidi import algorithm

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
    safe = harmless(text)
    if mode == "logical":
        return safe
    return "\n".join("".join(sign for sign, _ in placed(line)) for line in safe.split("\n"))


def harmless(text: str) -> str:
    """Return `text`, as long as it was, with a space for odd spaces and `·` for control signs."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign == "\n" else " " if sign.isspace() else "·" for sign in text)


def is_right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction runs from the right."""
    return bool(algorithm.get_base_level(text))


def placed(line: str, base: int | None = None) -> list[tuple[str, int]]:
    """Return the joined signs of a harmless line from left to right, each with where it stands in `line`.

    `base` is 1 for a line of a paragraph that runs from the right, 0 for one from the left;
    without it the line's first letter decides. A joined lam-alef stands where its lam did.
    The native `bidi.get_display` tells no positions and leaves brackets unmirrored, so this
    runs the steps of its Python twin.
    """
    if not line or (line.isascii() and not base):
        return [(sign, at) for at, sign in enumerate(line)]
    shaped = list(_joined(line))
    storage: dict[str, Any] = algorithm.get_empty_storage()
    storage["base_level"] = is_right_to_left(line) if base is None else base
    storage["base_dir"] = "LR"[storage["base_level"]]
    algorithm.get_embedding_levels("".join(sign for sign, _ in shaped), storage)
    for char, (_, at) in zip(storage["chars"], shaped, strict=True):
        char["at"] = at
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    algorithm.reorder_resolved_levels(storage, False)
    algorithm.apply_mirroring(storage, False)
    return list(_marks_after_letters(storage["chars"]))


def _joined(line: str) -> Iterator[tuple[str, int]]:
    """Presentation forms, each with the place of its letter; the reshaper keeps all signs but those of ligatures."""
    forms = iter(_reshaper().reshape(line))
    swallowed = 0
    for at, sign in enumerate(line):
        is_vowel = arabic_reshaper.arabic_reshaper.HARAKAT_RE.match(sign) is not None
        if swallowed and not is_vowel:
            swallowed -= 1
            continue
        form = next(forms)
        yield form, at
        if form != sign and not is_vowel:
            swallowed = len(unicodedata.normalize("NFKC", form)) - 1


def _marks_after_letters(chars: list[dict[str, Any]]) -> Iterator[tuple[str, int]]:
    """A terminal draws a vowel sign over what it got before it; in reversed text that is the wrong letter."""
    marks: list[tuple[str, int]] = []
    for char in chars:
        place = char["ch"], char["at"]
        if char["level"] % 2 and unicodedata.combining(char["ch"]):
            marks.append(place)
            continue
        yield place
        yield from reversed(marks)
        marks.clear()
    yield from reversed(marks)


@cache
def _reshaper() -> arabic_reshaper.ArabicReshaper:
    # Few fonts of terminals have the one sign for الله; its letters are found everywhere.
    return arabic_reshaper.ArabicReshaper({"delete_harakat": False, "ARABIC LIGATURE ALLAH": False})
