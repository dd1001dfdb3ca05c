"""The report that the project was created from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.derive.rules import load_rules
from pipeline.derive.tags import tag_report

BODY = (Path(__file__).parents[1] / "data" / "seed" / "evacuation_2017-08-28.txt").read_text(encoding="utf-8")
TAGGED = tag_report("", BODY, date(2017, 8, 29), load_rules())
LABELS = {(tag.tag, tag.subtype, tag.trigger) for tag in TAGGED.tags}


def test_dateline_of_the_seed() -> None:
    assert TAGGED.dateline is not None
    assert (TAGGED.dateline.place, TAGGED.dateline.on, TAGGED.dateline.agency) == ("دمشق", date(2017, 8, 28), "شينخوا")
    assert BODY[TAGGED.dateline.end :].startswith("نقل مئات")


def test_seed_tells_a_deal_evacuation_and_the_wounded_and_no_other_evacuation() -> None:
    assert {label for label in LABELS if label[0] != "conflict"} == {
        ("evacuation", "deal_evacuation", "conflict"),
        ("evacuation", "medical_evacuation", "conflict"),
    }
    wounded = next(tag for tag in TAGGED.tags if tag.subtype == "medical_evacuation")
    assert any("25 جريحا" in e.text for e in wounded.evidence)


def test_seed_is_a_conflict_with_its_offensive_and_surrender() -> None:
    assert {subtype for tag, subtype, _ in LABELS if tag == "conflict"} >= {"battle", "ceasefire_or_deal"}


def test_soldiers_abducted_in_2014_are_background() -> None:
    assert "abduction" not in {subtype for _, subtype, _ in LABELS}
    start = BODY.index("كشفت الجماعة الإرهابية")
    assert [e for tag in TAGGED.tags for e in tag.evidence if e.start >= start] == []
    assert {m.realis for m in TAGGED.mentions if m.start >= start and m.kind not in ("place", "actor")} == {"past"}


def test_demand_to_be_evacuated_is_no_evidence() -> None:
    demand = BODY.index("وطالبت بالإجلاء")
    spans = [e for tag in TAGGED.tags if tag.tag == "evacuation" for e in tag.evidence]
    assert not any(e.start <= demand + 9 < e.end for e in spans)


def test_spans_quote_the_seed() -> None:
    assert all(BODY[e.start : e.end] == e.text for tag in TAGGED.tags for e in tag.evidence)
