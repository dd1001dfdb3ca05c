"""Folding, words and inflected forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.arabic import fold, split_words
from pipeline.derive.lexicon import Lexicon

ANY_TEXT = st.text(st.characters(), max_size=60)  # surrogates, controls and unassigned included
ARABIC = st.text(alphabet="اأإآبتةىيئؤءلله\u0640\u064b\u0651\u200f\u202cﷲﻻﻟ٣۴کی_ .،\n", max_size=60)


@given(ANY_TEXT | ARABIC)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text).text).text == fold(text).text


@given(ANY_TEXT | ARABIC)
def test_every_folded_span_maps_inside_the_published_text_in_order(text: str) -> None:
    folded = fold(text)
    before = (0, 0)
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert (start, end) >= before
        assert folded.text[at] in fold(text[start:end]).text
        before = start, end
    assert folded.span(0, len(folded.text))[1] <= len(text)


@given(ANY_TEXT | ARABIC)
def test_a_word_folds_to_itself_at_its_published_place(text: str) -> None:
    folded = fold(text)
    words = split_words(folded.text)
    for at, word in enumerate(words.words):
        assert folded.text[words.offsets[at] : words.end(at)] == word
        start, end = folded.span(words.offsets[at], words.end(at))
        assert word in fold(text[start:end]).text


@pytest.mark.parametrize(
    ("published", "folded"),
    [
        ("إجلاءً", "اجلاء"),
        ("الإجــــلاء", "الاجلاء"),
        ("مسؤولية", "مسووليه"),
        ("مستشفى", "مستشفي"),
        ("ﷲ", "الله"),
        ("ﻻ", "لا"),
        ("کی‌گ", "كيك"),
        ("٢٨ ۴", "28 4"),
        ("د\u200fا\u202aر", "دار"),
        ("بغداد\ud83dقصف", "بغداد\ud83dقصف"),
    ],
)
def test_spellings_that_writers_interchange_become_one(published: str, folded: str) -> None:
    assert fold(published).text == folded


def test_vowel_signs_stay_with_their_letter_when_mapped_back() -> None:
    text = "تمّ إجلاءُ المدنيين"
    folded = fold(text)
    at = folded.text.index("اجلاء")
    start, end = folded.span(at, at + 5)
    assert text[start:end] == "إجلاءُ"


def test_ligature_maps_back_to_its_one_character() -> None:
    assert fold("قال ﷲ أكبر").span(4, 8) == (4, 5)


def test_abbreviation_and_decimal_do_not_end_a_sentence_but_a_missing_space_does() -> None:
    words = split_words(fold("باريس ا.ف.ب قتل 2.5 في المئة.وقال").text)
    assert [words.words[at] for at in words.sentences] == ["وقال"]


def test_comma_separates_clauses_not_sentences() -> None:
    words = split_words("خرج المسلحون، وبقي السكان. ثم عادوا")
    assert words.sentence(0) == (0, 4)
    assert words.clause(0) == (0, 2)
    assert words.clause(2) == (2, 4)


VERBS = {
    "أجلى": ["يجلي"],
    "أخلى": ["يخلي"],
    "حاصر": ["يحاصر", "حوصر"],
    "اغتال": ["يغتال", "اغتيل"],
    "لجأ": ["يلجأ"],
    "نجا": ["ينجو"],
}
NOUNS = {"إجلاء": [], "غارة": [], "حرب": ["حروب"], "قذيفة": ["قذائف"]}
PEOPLE: dict[str, list[str]] = {"مسلح": [], "إرهابي": [], "جندي": ["جنود"]}


def _lemmas(word: str) -> set[str]:
    lexicon = Lexicon()
    for verb, forms in VERBS.items():
        lexicon.add_verb(verb, forms)
    for noun, plurals in (NOUNS | PEOPLE).items():
        lexicon.add_noun(noun, plurals, has_sound_plural=noun in PEOPLE)
    lexicon.add_term([*VERBS, *NOUNS, *PEOPLE, "داعش", "=فرت"])
    reading = lexicon.read(fold(word).text)
    return {lemma.split()[-1] for lemma in reading.lemmas} if reading else set()


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("وسيُجلَون", "أجلى"),
        ("أجلتهم", "أجلى"),
        ("أجلاهم", "أجلى"),
        ("لتجليهم", "أجلى"),
        ("بإجلائهم", "إجلاء"),
        ("إجلاؤهم", "إجلاء"),
        ("وللإجلاء", "إجلاء"),
        ("وسيخلونها", "أخلى"),
        ("أخلوه", "أخلى"),
        ("فحوصرت", "حاصر"),
        ("فرت", "فرت"),
        ("يحاصرونها", "حاصر"),
        ("اغتيلوا", "اغتال"),
        ("لجؤوا", "لجأ"),
        ("ينجون", "نجا"),
        ("الغارتين", "غارة"),
        ("بغاراتها", "غارة"),
        ("غارته", "غارة"),
        ("حربا", "حرب"),
        ("كالقذائف", "قذيفة"),
        ("ومسلحو", "مسلح"),
        ("مسلحى", "مسلح"),
        ("للمسلحين", "مسلح"),
        ("إرهابيوه", "إرهابي"),
        ("الإرهابيين", "إرهابي"),
        ("بجنودهم", "جندي"),
        ("وداعش", "داعش"),
    ],
)
def test_inflected_word_with_clitics_is_found(word: str, lemma: str) -> None:
    assert lemma in _lemmas(word)


@pytest.mark.parametrize(
    "word",
    [
        "حربي",
        "مسلسل",
        "جلاء",
        "إجلال",
        "غارق",
        "المغارة",
        "حرباء",
        "داعشي",
        "تأجيل",
        "آجلا",
        "سحاصر",
        "وفرت",
        "يخلو",
        "تخلو",
    ],
)
def test_unrelated_word_that_looks_alike_is_not_found(word: str) -> None:
    assert _lemmas(word) == set()
