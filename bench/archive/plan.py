"""What an archive is asked to hold, and the pages that it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.capture import Capture
from samples.texts import Article

Kind = Literal[
    "article", "correction", "copy",
    "image", "stylesheet", "script", "english", "other_host", "robots", "not_found", "redirect",
]  # fmt: skip
FOREIGN: tuple[Kind, ...] = (
    "image",
    "stylesheet",
    "script",
    "english",
    "other_host",
    "robots",
    "not_found",
    "redirect",
)
"""Kinds that are to be passed over, in the order they take turns."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`articles` originals, from which all else follows by `seed`; shares are of the articles, 0 to 1.

    `corrections` are captured again with a changed text, `copies` stand a second time under another URL,
    `unknown` are shown in a layout that no template knows; `foreign` pages come on top. Articles are published from the
    day `begin` to before the day `end`, spread evenly.
    """

    articles: int
    seed: int = 1
    corrections: float = 0.02
    copies: float = 0.05
    foreign: float = 0.1
    unknown: float = 0.0
    begin: str = "2003-01-01"
    end: str = "2025-01-01"


@dataclass(frozen=True, slots=True)
class Page:
    """One capture with the truth about it.

    `article` is what was put into an article's page, None for what is to be passed over; a copy's `reprint_of`
    is the URL of its original. `layout` is the template's name, "unknown" for none. `is_single` says that
    neither correction nor copy belongs to it.
    """

    kind: Kind
    capture: Capture
    article: Article | None = None
    layout: str = ""
    is_single: bool = True
