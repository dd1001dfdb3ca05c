"""Copies of a text have like signatures, other texts have not."""

from __future__ import annotations

from hashlib import sha256
from operator import eq

import pytest

from pipeline.derive.signature import FEWEST_WORDS, SLOTS, signature

WORDS = [f"كلمة{number}" for number in range(200)]


def likeness(one: bytes, other: bytes) -> float:
    equal: int = sum(map(eq, memoryview(one).cast("I"), memoryview(other).cast("I")))
    return equal / SLOTS


def test_signature_is_the_same_on_every_machine() -> None:
    # Stored signatures are compared with new ones: another version of the library must not change them unseen.
    assert sha256(signature("", " ".join(WORDS))).hexdigest()[:16] == "5e3c7d6c27909183"


def test_spelling_and_punctuation_do_not_count() -> None:
    plain = " ".join([*WORDS[:30], "الى", "اجلاء", "مدرسه"])
    assert signature("", plain) == signature("", plain.replace("الى", "إلى").replace("مدرسه", "«مدرسَةٌ»،"))


@pytest.mark.parametrize(("kept", "low", "high"), [(200, 1, 1), (160, 0.65, 0.9), (100, 0.35, 0.65), (0, 0, 0.05)])
def test_likeness_is_about_the_share_of_common_words(kept: int, low: float, high: float) -> None:
    other = WORDS[:kept] if kept else [f"غيرها{number}" for number in range(200)]
    assert low <= likeness(signature("", " ".join(WORDS)), signature("", " ".join(other))) <= high


def test_short_text_has_a_digest_of_its_words_and_no_text_has_nothing() -> None:
    short = " ".join(WORDS[: FEWEST_WORDS - 1])
    assert len(signature("", short)) == 32
    assert signature("", short) == signature(short, "")
    assert signature("", short) != signature("", short + "ا")
    assert signature("، !", "") == b""


def test_lone_surrogate_is_no_hindrance() -> None:
    assert len(signature("\udc80", " ".join(WORDS))) == 4 * SLOTS
    assert len(signature("", "\udc80 كلمة")) == 32
