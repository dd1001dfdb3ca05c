"""How spans of places are compared: what counts as right, wrong and neither."""

from __future__ import annotations

from pathlib import Path

from evals.places import Text, by_names, most_specific, news_of, span_scores
from pipeline.derive.gazetteer import load_gazetteer


def _text(text: str, *marks: str) -> Text:
    return Text(text, frozenset((text.index(mark), text.index(mark) + len(mark)) for mark in marks))


def test_mark_with_hash_clitic_or_town_fits_the_name_and_no_other_word_does() -> None:
    text = _text("إلى مدينة #حلب وفي بدمشق ومن جبال حمص", "مدينة #حلب", "بدمشق", "جبال حمص")
    names = [(text.text.index(name), text.text.index(name) + len(name)) for name in ("حلب", "دمشق", "حمص")]
    right, wrong = text.agreed(names)
    assert list(right) == names[:2]
    assert wrong == names[2:]


def test_repeated_name_is_neither_right_nor_wrong_and_so_is_what_overlaps_another_type() -> None:
    text = Text("حلب ثم حلب ثم مطار بيروت", frozenset({(0, 3)}), ((14, 24),))
    right, wrong = text.agreed([(0, 3), (7, 10), (19, 24)])
    assert right == {(0, 3): (0, 3)}
    assert wrong == []


def test_scores_of_a_finder_that_finds_one_of_two_and_one_wrong() -> None:
    text = _text("من حلب إلى حمص", "حلب", "حمص")
    scores = span_scores([text], lambda _: [((3, 6), None), ((0, 2), None)])
    assert scores == (0.5, 0.5, 0.5, 0.5)


def test_words_with_labels_become_sentences_with_spans(tmp_path: Path) -> None:
    folder = tmp_path / "labelled" / "cleananercorp"
    folder.mkdir(parents=True)
    lines = "في O\nدير B-LOC\nالزور I-LOC\n. O\nحمص B-LOC\n"
    (folder / "cleananercorp_TEST.txt").write_text(lines, encoding="utf-8")
    first, second = news_of(tmp_path, "TEST")
    assert [first.text[start:end] for start, end in first.wanted] == ["دير الزور"]
    assert [second.text[start:end] for start, end in second.wanted] == ["حمص"]


def test_most_specific_leaves_the_province_out_and_plain_look_up_does_not() -> None:
    text = "قصف مدينة الأتارب بريف حلب"
    names = [
        [text[start:end] for (start, end), _ in find(load_gazetteer(), text)] for find in (most_specific, by_names)
    ]
    assert names[0] == ["الأتارب"]
    assert {"الأتارب", "حلب"} <= set(names[1])
