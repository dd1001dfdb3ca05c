"""A text with marked words for a reader: in colour on a terminal, with ⟦kind:words⟧ elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.cells import get_character_cell_size
from rich.console import Console
from rich.style import Style
from rich.text import Text

from pipeline.report.arabic_terminal import harmless, is_right_to_left, placed, shown_mode

STYLES = {
    "conflict": "bold white on red",
    "evacuation": "bold white on blue",
    "displacement": "bold white on magenta",
    "matched": "bold white on green",
    "near": "bold underline",
    "vetoed": "strike",
    "place": "green",
    "actor": "cyan",
    "count": "yellow",
    "casualty": "bright_red",
    "date": "bright_magenta",
    "dateline": "italic",
    "sentence": "underline",
    "found": "bold black on yellow",
}
"""The kinds of marks. Where several cover a letter, the later one's colour wins."""

_WEAKER = {"near", "vetoed", "sentence"}  # not told of a letter that is the core of something found
Mark = tuple[int, int, str]  # [start, end) and kind
_Kinds = tuple[str, ...]


def in_colour(console: Console) -> bool:
    """Whether colours reach the reader: not in a file or pipe, on a dumb terminal, or with NO_COLOR."""
    return console.is_terminal and not console.no_color and console.color_system is not None


def print_marked(console: Console, text: str, marks: Iterable[Mark], arabic: str) -> None:
    """Print a text right to left with its marks; no letter of it can steer the terminal."""
    mode = shown_mode(arabic, console.is_terminal)
    for line in marked_lines(text, marks, mode, is_coloured=in_colour(console), width=console.width):
        console.print(line, justify=line.justify, soft_wrap=mode == "logical")


def print_legend(console: Console, kinds: Iterable[str]) -> None:
    """Print the kinds in the style that their words have."""
    if in_colour(console):
        console.print(Text("  ").join(Text(f" {kind} ", STYLES[kind]) for kind in STYLES if kind in set(kinds)))


def marked_lines(text: str, marks: Iterable[Mark], mode: str, *, is_coloured: bool, width: int) -> Iterator[Text]:
    """Lines for a terminal. In mode `visual` they are broken, joined, ordered and set to the right here.

    The styles go by letter: each sign on the screen has that of the letter that it shows.
    """
    safe, kinds = harmless(text), _kinds(text, marks)
    if not is_coloured:
        safe, kinds = _with_brackets(safe, kinds)
    start = 0
    for paragraph in safe.split("\n"):
        of_letters = kinds[start : start + len(paragraph)]
        start += len(paragraph) + 1
        if mode == "logical":
            yield _styled(zip(paragraph, of_letters, strict=True))
            continue
        base = is_right_to_left(paragraph)
        for first, last in broken(paragraph, width):
            signs = placed(paragraph[first:last], base)
            line = _styled((sign, of_letters[first + at]) for sign, at in signs)
            line.justify = "right" if base else "left"
            yield line


def wrapped(text: str, mode: str, width: int) -> str:
    """Lines of at most `width` cells, as they must be written: one broken after it was ordered reads bottom up."""
    if mode == "logical":
        return harmless(text)
    lines = marked_lines(text, (), mode, is_coloured=True, width=width)
    return "\n".join(line.plain for line in lines)


def broken(paragraph: str, width: int) -> Iterator[tuple[int, int]]:
    """[start, end) of the lines of a paragraph, broken at spaces; a word that is too long is cut."""
    first = 0
    while True:
        last, used = first, 0
        while last < len(paragraph) and (used := used + get_character_cell_size(paragraph[last])) <= width:
            last += 1
        if last == len(paragraph):
            yield first, last
            return
        space = paragraph.rfind(" ", first + 1, last + 1)
        stop = space if space > first else max(last, first + 1)
        yield first, stop
        first = stop + (paragraph[stop : stop + 1] == " ")


def _kinds(text: str, marks: Iterable[Mark]) -> list[_Kinds]:
    """The kinds of each letter, in the order of STYLES."""
    letters: list[_Kinds] = [()] * len(text)
    by_kind: dict[str, list[tuple[int, int]]] = {}
    for start, end, kind in marks:
        by_kind.setdefault(kind, []).append((start, end))
    for kind in STYLES:
        covered = 0  # spans of one kind may overlap: each letter is marked once
        for start, end in sorted(by_kind.get(kind, ())):
            for at in range(max(start, covered), end):
                if kind not in _WEAKER or not letters[at]:
                    letters[at] = (*letters[at], kind)
            covered = max(covered, end)
    return letters


def _with_brackets(text: str, kinds: Sequence[_Kinds]) -> tuple[str, list[_Kinds]]:
    """The text with each run of letters of the same kinds as ⟦kind+kind:letters⟧; what was looked for as ⟦letters⟧."""
    parts: list[str] = []
    at = 0
    for held, group in groupby(kinds):
        size = len(list(group))
        letters = text[at : at + size]
        told = "" if held == ("found",) else "+".join(held) + ":"
        parts.append(f"⟦{told}{letters}⟧" if held else letters)
        at += size
    marked = "".join(parts)
    return marked, [()] * len(marked)


def _styled(signs: Iterable[tuple[str, _Kinds]]) -> Text:
    line = Text(end="\n")
    for kinds, group in groupby(signs, key=lambda sign: sign[1]):
        style = Style.combine(Style.parse(STYLES[kind]) for kind in kinds) if kinds else ""
        line.append("".join(sign for sign, _ in group), style)
    return line
