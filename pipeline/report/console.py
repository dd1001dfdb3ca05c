"""Where the commands write: nothing of what they show, which anybody may have written, can steer a terminal."""

from __future__ import annotations

import json
import re
from typing import Any

import rich.console
from rich.text import Text

from pipeline.report.arabic_terminal import harmless

# Control signs, C1 ones too; marks that turn the direction; line ends of Unicode; tags; halves of letters.
_STEERING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)


class Console(rich.console.Console):
    """rich's, with `·` for control signs in all text, and without pictures for words between colons."""

    def __init__(self, **options: Any) -> None:
        super().__init__(emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """What rich makes of a text; markup is read as ever, so what is not ours is to be escaped."""
        return super().render_str(harmless(text), **options)


def json_text(value: Any, indent: int | None = 2) -> str:
    """JSON that says the same and can be shown: letters as they are, whatever could steer a terminal as an escape."""
    return _STEERING.sub(_escape, json.dumps(value, ensure_ascii=False, indent=indent, default=str))


def print_json(value: Any, indent: int | None = 2) -> None:
    """Print JSON for machines and for people who look at it."""
    print(json_text(value, indent))  # noqa: T201


def print_plain(text: str) -> None:
    """Print text as it is, `·` for control signs."""
    print(harmless(text))  # noqa: T201


def _escape(match: re.Match[str]) -> str:
    return "".join(f"\\u{unit:04x}" for unit in _units(ord(match[0])))


def _units(point: int) -> tuple[int, ...]:
    return (point,) if point < 0x10000 else (0xD800 + ((point - 0x10000) >> 10), 0xDC00 + ((point - 0x10000) & 0x3FF))
