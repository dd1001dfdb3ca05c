"""Which sentences are quoted, and how their words are marked."""

from __future__ import annotations

from pipeline.report.brief.quotes import quoted, sentence_bounds

TEXT = "غادر 300 مقاتل جرود قارة. قال مصدر ذلك. نقلتهم حافلات؟ وصلوا إلى البوكمال.\nانتهى الخبر."


def span(words: str, kind: str) -> tuple[int, int, str]:
    start = TEXT.index(words)
    return start, start + len(words), kind


def test_sentences_are_those_of_the_text_without_spaces_around() -> None:
    assert [TEXT[start:end] for start, end in sentence_bounds(TEXT)] == [
        "غادر 300 مقاتل جرود قارة.",
        "قال مصدر ذلك.",
        "نقلتهم حافلات؟",
        "وصلوا إلى البوكمال.",
        "انتهى الخبر.",
    ]


def test_needed_sentences_come_all_and_others_only_up_to_three() -> None:
    needed = [span("البوكمال", "place")]
    proof = [span(words, "evacuation") for words in ("غادر", "قال", "نقلتهم", "انتهى")]
    quotes = quoted(TEXT, needed, proof, [])
    assert ["".join(words for words, _ in quote["parts"]) for quote in quotes] == [
        "غادر 300 مقاتل جرود قارة.",
        "قال مصدر ذلك.",
        "وصلوا إلى البوكمال.",
    ]
    assert [quote["follows"] for quote in quotes] == [True, True, False]


def test_no_needed_sentence_is_left_out_for_length() -> None:
    needed = [span(words, "count") for words in ("غادر", "قال", "نقلتهم", "وصلوا", "انتهى")]
    assert len(quoted(TEXT, needed, [], [])) == 5


def test_marks_cut_the_sentence_into_its_words() -> None:
    (quote,) = quoted(TEXT, [span("300", "count")], [], [span("300 مقاتل", "count"), span("جرود قارة", "place")])
    assert quote["parts"] == [
        ("غادر ", None),
        ("300 مقاتل", "count"),
        (" ", None),
        ("جرود قارة", "place"),
        (".", None),
    ]


def test_sentence_without_end_is_shortened_around_its_span() -> None:
    text = "كلمة " * 400 + "أجلي 20 شخصا " + "كلمة " * 400
    start = text.index("أجلي")
    (quote,) = quoted(text, [(start, start + 12, "evacuation")], [], [])
    assert quote["is_cut"]
    assert quote["end"] - quote["start"] < 450
    assert "أجلي 20 شخصا" in text[quote["start"] : quote["end"]]
    assert text[quote["start"] - 1] == " "
