"""The row that is stored of a text."""

from __future__ import annotations

from datetime import date

from pipeline.derive.annotate import annotate
from pipeline.derive.rules import load_rules
from pipeline.warehouse.schema import to_arrow

DAY = date(2018, 5, 29)
DENIED = "نفى المتحدث إجلاء المدنيين من المدينة. وقصف الجيش البلدة بالمدفعية، ما أسفر عن مقتل 12 مدنيا."


def test_row_has_the_columns_of_its_table_whatever_the_text() -> None:
    texts = [
        (None, "", None),
        ("ع", DENIED, DAY),
        ("a", "a\u202eb\u200b", None),
        ("Title", "Shelling of the town", DAY),
    ]
    rows = [annotate(str(number), *text, load_rules()) for number, text in enumerate(texts)]
    assert to_arrow("staged_annotations", rows).num_rows == len(texts)


def test_text_in_another_language_says_nothing() -> None:
    row = annotate("1", "Shelling", "The army shelled the town of Aleppo and killed 12 people. " * 5, DAY, load_rules())
    assert row["language"] == "en"
    names = ("tags", "mentions", "casualties", "evacuations", "places", "actors")
    assert [row[name] for name in names] == [[]] * len(names)


def test_passage_that_tags_nothing_is_a_mention_and_evidence_is_not_told_twice() -> None:
    row = annotate("1", None, DENIED, DAY, load_rules())
    assert {tag["tag"] for tag in row["tags"]} == {"conflict"}
    denied = [mention for mention in row["mentions"] if mention["realis"] == "denied"]
    assert {(mention["kind"], mention["sentence_no"], mention["place_id"]) for mention in denied} == {
        ("trigger", 0, None)
    }
    evidence = {(e["start_char"], e["end_char"], e["rule_id"]) for tag in row["tags"] for e in tag["evidence"]}
    assert evidence.isdisjoint({(m["start_char"], m["end_char"], m["rule_id"]) for m in row["mentions"]})
    assert {e["sentence_no"] for tag in row["tags"] for e in tag["evidence"]} == {1}
