from __future__ import annotations

import pytest

from pipeline.derive import vocabulary
from pipeline.derive.rules import load_rules
from pipeline.derive.vocabulary import Vocabulary

RULES = load_rules()
WORDS = ["قتل", "حلب", "جندي", "في", "الشمس", "12", "قصف", "ادلب"]


def test_words_that_do_not_come_again_are_forgotten_and_the_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_MEMO_SIZE", 10)
    words = Vocabulary(RULES.lexicon, ())
    first = words["قتل"]
    for number in range(100, 200):
        words.look_up([str(number)])
        assert words["قتل"] is first
        assert len(words) + len(words._before) <= 20


def test_what_a_word_can_be_does_not_change_when_it_was_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Vocabulary(RULES.lexicon, ()).look_up(WORDS)
    monkeypatch.setattr(vocabulary, "_MEMO_SIZE", 3)
    words = Vocabulary(RULES.lexicon, ())
    assert words.look_up(WORDS) == words.look_up(WORDS) == known
    assert [bool(reading) for reading in known.readings][3:5] == [True, False]
    assert known.clues[1]
    assert known.stems[4] == "شمس"
