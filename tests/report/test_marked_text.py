"""Colours must lie on the letters they are meant for after these were joined and put in order."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console

from pipeline.report.arabic_terminal import harmless, placed, shown
from pipeline.report.marked_text import STYLES, broken, marked_lines, print_marked, wrapped

LETTERS = st.text('ابلامهحزقو ًّـABz019٣()[]«»"،.:-ﻻﷲ\u200f\u202e\t\x1b😀é', max_size=60)
TEXT = "نقل (حزب الله) 16 حافلة إلى الأردن، قال BBC"


def coloured(text: str, marks: list[tuple[int, int, str]], width: int = 200) -> list[tuple[str, str]]:
    """The signs on the screen with their style."""
    lines = marked_lines(text, marks, "visual", is_coloured=True, width=width)
    return [
        (sign, next((str(span.style) for span in line.spans if span.start <= at < span.end), ""))
        for line in lines
        for at, sign in enumerate(line.plain)
    ]


def letters(signs: str) -> str:
    """Presentation forms from right to left as the letters that they show."""
    return "".join(unicodedata.normalize("NFKC", sign) for sign in reversed(signs))


@pytest.mark.parametrize("word", ["نقل", "حزب الله", "16", "حافلة", "إلى", "الأردن", "BBC", "(حزب الله)"])
def test_coloured_letters_are_those_of_the_span(word: str) -> None:
    start = TEXT.index(word)
    found = "".join(sign for sign, style in coloured(TEXT, [(start, start + len(word), "place")]) if style)
    if word.isascii():
        assert found == word
    else:
        assert letters(found) == word.translate(str.maketrans("()", ")("))


@given(LETTERS, st.integers(0, 60), st.integers(0, 60))
@example("لَا إله إلا الله", 0, 3)
def test_every_sign_on_the_screen_shows_the_letter_where_it_says(text: str, one: int, other: int) -> None:
    text = harmless(text)
    signs = placed(text)
    at = [place for _, place in signs]
    assert len(set(at)) == len(at)
    missing = set(range(len(text))) - set(at)
    assert all(text[place] in "اأإآ" and place > 0 for place in missing), "only the alef of a lam-alef has no sign"
    for sign, place in signs:
        plain = unicodedata.normalize("NFKC", sign)
        if sign not in "()[]«»":
            assert plain.startswith(unicodedata.normalize("NFKC", text[place]))
    start, end = sorted((one, other))
    found = [style for _, style in coloured(text, [(start, min(end, len(text)), "place")])]
    assert len([style for style in found if style]) == len([place for place in at if start <= place < end])


def test_shown_text_is_the_placed_signs_with_brackets_the_right_way_round() -> None:
    assert shown("قال (نعم)", "visual") == "(ﻢﻌﻧ) ﻝﺎﻗ"


def test_vowel_sign_follows_its_letter_on_the_screen() -> None:
    assert [place for _, place in placed("بَبُ")] == [2, 3, 0, 1]


def test_style_of_several_kinds_is_all_of_them() -> None:
    styles = {style for sign, style in coloured("نقل", [(0, 3, "evacuation"), (0, 3, "place")])}
    assert styles == {"bold green on blue"}


@given(st.text("اب c", max_size=80), st.integers(1, 20))
def test_lines_fit_and_nothing_but_spaces_is_lost(text: str, width: int) -> None:
    lines = [text[first:last] for first, last in broken(text, width)]
    assert all(len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_paragraph_reads_from_its_first_line_to_its_last() -> None:
    first, second = wrapped("دخل الجيش إلى المدينة", "visual", 11).split("\n")
    assert (letters(first), letters(second)) == ("دخل الجيش", "إلى المدينة")


def written(text: str, marks: list[tuple[int, int, str]], **settings: object) -> str:
    stream = io.StringIO()
    print_marked(Console(file=stream, width=60, **settings), text, marks, "auto")  # type: ignore[arg-type]
    return stream.getvalue()


def test_marks_are_written_out_where_no_colour_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = [(0, 3, "evacuation"), (4, 6, "count"), (0, 6, "place")]
    wanted = "⟦evacuation+place:نقل⟧⟦place: ⟧⟦place+count:16⟧ حافلة\n"
    assert written("نقل 16 حافلة", marks) == wanted
    monkeypatch.setenv("NO_COLOR", "1")
    plain = written("نقل 16 حافلة", marks, force_terminal=True, color_system="truecolor")
    assert "\x1b" not in plain
    assert plain.count("⟦") == plain.count("⟧") == 3
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[" in written("نقل 16 حافلة", marks, force_terminal=True, color_system="truecolor")


@pytest.mark.parametrize("terminal", [True, False])
def test_signs_that_steer_a_terminal_never_reach_it(terminal: bool) -> None:
    text = "\x1b[31mنقل\x07\u202e\u2066\r\x9b2J[bold]x[/bold]\x00\ud800"
    found = written(text, [], force_terminal=terminal, color_system=None)
    assert not set(found) & set("\x1b\x07\u202e\u2066\r\x9b\x00\ud800")
    assert "[bold]" in found


def test_every_kind_has_a_style_that_differs() -> None:
    assert len(set(STYLES.values())) == len(STYLES)
