"""The report that the project was created from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline.derive.rules import load_rules
from pipeline.derive.sums import sum_numbers
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
    passages = [m for m in TAGGED.mentions if m.kind not in ("place", "actor")]
    assert {m.realis for m in passages if m.start >= start} == {"past"}


def test_demand_to_be_evacuated_is_no_evidence() -> None:
    demand = BODY.index("وطالبت بالإجلاء")
    spans = [e for tag in TAGGED.tags if tag.tag == "evacuation" for e in tag.evidence]
    assert not any(e.start <= demand + 9 < e.end for e in spans)


def test_spans_quote_the_seed() -> None:
    assert all(BODY[e.start : e.end] == e.text for tag in TAGGED.tags for e in tag.evidence)


def test_seed_tells_who_left_which_place_for_where_how_many_under_which_deal() -> None:
    main, arsal, wounded = TAGGED.evacuations
    assert [(p.role, p.name) for p in main.places] == [("origin", "جرود قارة"), ("destination", "البوكمال")]
    assert [(c.unit, c.low, c.qualifier, c.text) for c in main.counts] == [
        ("fighters", 200, "vague", "مئات الارهابيين"),
        ("people", 700, "about", "حوالى 700 من مسلحى داعش وأسرهم"),
        ("fighters", 300, "about", "حوالي 300 من عناصر"),
        ("vehicles", 16, "exact", "16 حافلة"),
    ]
    assert (main.status, main.trigger, main.is_under_deal) == ("done", "conflict", True)
    assert main.on == date(2017, 8, 28)  # "انطلقت مساء يوم الإثنين"
    assert [a.actor_id for a in main.actors if a.role == "party"] == ["hezbollah", "daesh", "army:SY"]
    assert [a.actor_id for a in main.actors if a.role == "evacuated"] == ["daesh"]
    assert [p.name for p in arsal.places] == ["عرسال", "البوكمال"]
    assert [(c.low, c.text) for c in arsal.counts] == [(112, "112 من أفراد عائلة")]
    assert arsal.is_under_deal
    assert sum_numbers(BODY, arsal.counts) == [None]  # "وشمل العدد": some of the 700
    assert (wounded.subtype, [p.name for p in wounded.places]) == ("medical_evacuation", ["قاره"])
    assert [(c.unit, c.low, c.text) for c in wounded.counts] == [("wounded", 25, "25 جريحا")]


def test_facts_of_the_seed_quote_it_and_none_is_of_2014() -> None:
    history = BODY.index("كشفت الجماعة الإرهابية")
    for told in TAGGED.evacuations:
        spans = [(place.start, place.end, place.text) for place in told.places]
        spans += [(count.start, count.end, count.text) for count in told.counts]
        spans += [(actor.start, actor.end, actor.text) for actor in told.actors]
        for start, end, text in spans:
            assert BODY[start:end] == text
            assert end <= history
