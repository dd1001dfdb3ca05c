"""What --explain says of the rules: it must be what the tags say, with what held the others back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.derive.explain import Explained, Obstacle, explain
from pipeline.derive.facts import Evacuation, MovedActor, MovedCount, MovedPlace
from pipeline.derive.findings import find_passages
from pipeline.derive.marked_spans import FieldReading, evacuation_spans, fact_spans
from pipeline.derive.match import read
from pipeline.derive.rule_files import REPORTED, SUBTYPES
from pipeline.derive.rules import load_rules
from pipeline.derive.tags import Mention, tag_report
from pipeline.derive.weighed import weigh

RULES = load_rules()
BARE = replace(RULES, tag_model=None, subtype_model=None)  # as of a rule set that is not our own
DAY = date(2017, 8, 28)
SEED = (Path(__file__).parents[1] / "data" / "seed" / "evacuation_2017-08-28.txt").read_text(encoding="utf-8")


def explained(text: str) -> Explained:
    return explain("", text, DAY, RULES)


def obstacles(text: str, rule: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(o.kind, o.by) for f in explained(text).vetoed if f.rule.id == rule for o in f.obstacles]


def test_what_fired_in_the_founding_report_is_the_evidence_of_its_tags() -> None:
    found = explained(SEED)
    evidence = {(e.rule_id, e.start, e.end) for tag in found.tagged.tags for e in tag.evidence}
    fired = {(f.rule.id, f.start, f.end) for f in found.fired}
    assert evidence <= fired
    assert {f.rule.tag for f in found.fired} == {"conflict", "evacuation"}
    mentions = {(m.id, m.start, m.end) for m in found.tagged.mentions
                if m.kind in SUBTYPES and m.realis not in REPORTED}  # fmt: skip
    assert mentions <= {(f.rule.id, f.start, f.end) for f in found.vetoed}
    # The mention of 2014 is history, the demand of the group a demand.
    assert "past" in {o.kind for f in found.vetoed if "2014" not in f.text for o in f.obstacles}


def test_examples_fire_or_say_why_not() -> None:
    silent = [
        (rule.id, text)
        for rule in RULES.rules
        for text in rule.example
        if rule.id not in {firing.rule.id for firing in explained(text).firings}
    ]
    assert silent == []


def test_forbidden_word_is_named() -> None:
    (firing,) = (f for f in explained("إخلاء سبيل مسلح بعد اتفاق مع الشرطة").vetoed
                 if f.rule.id == "evac.deal.fighters_leave")  # fmt: skip
    assert [o.kind for o in firing.obstacles] == ["not_near"]
    assert "سبيل" in firing.obstacles[0].words


def test_veto_is_named_with_its_words() -> None:
    veto = RULES.vetoes[0]
    found = [explained(text) for text in veto.example]
    held = [o for each in found for f in each.vetoed for o in f.obstacles if o.kind == "veto" and veto.id in o.by]
    assert held
    assert all(o.words for o in held)
    assert not any(f.rule.tag in veto.tags for each in found for f in each.fired)


def test_cue_that_made_it_no_news_is_named() -> None:
    unnamed = [
        (cue.id, text)
        for cue in RULES.cues
        if cue.realis not in REPORTED
        for text in cue.example
        if cue.id not in {by for f in explained(text).vetoed for o in f.obstacles for by in o.by}
    ]
    assert unnamed == []


def test_old_date_is_named() -> None:
    text = "دمشق 28 أغسطس 2017 (شينخوا) قصفت طائرات حربية مواقع المسلحين في عام 2014"
    assert ("past", ("an old date",)) in [(o.kind, o.by) for f in explained(text).vetoed for o in f.obstacles]


def test_missing_cause_is_named() -> None:
    rule = next(rule for rule in RULES.rules if rule.id == "displ.flight.people_flee")
    assert obstacles("نزح آلاف المدنيين", rule.id) == [("needs_cause", ())]
    assert obstacles("نزح آلاف المدنيين بسبب القصف", rule.id) == []


def test_rule_that_gives_way_says_to_which() -> None:
    told = [o for f in explain("", SEED, DAY, BARE).vetoed for o in f.obstacles if o.kind == "yields_to"]
    assert Obstacle("yields_to", ("conflict.battle.offensive",)) in told


def test_passage_too_weak_to_tag_says_so() -> None:
    weak = next(rule for rule in RULES.rules if rule.weight < 0.5 and not rule.needs_cause)
    kinds = [o.kind for text in weak.example for f in explain("", text, DAY, BARE).vetoed for o in f.obstacles
             if f.rule.id == weak.id]  # fmt: skip
    assert set(kinds) == {"weak"}


def test_passage_of_a_subtype_that_the_model_finds_unlikely_says_how_likely() -> None:
    found = explained(SEED)
    held = [(f, o) for f in found.vetoed for o in f.obstacles if o.kind == "model"]
    assert held
    given = {(tag.tag, tag.subtype) for tag in found.tagged.tags}
    likely = {each.output: each.likely for each in found.weighed}
    for firing, obstacle in held:
        assert (firing.rule.tag, firing.rule.subtype) not in given
        (by,) = obstacle.by
        assert by in (firing.rule.tag, firing.rule.subtype)
        assert obstacle.score == likely[by] < 0.5
    assert not {"weak", "yields_to"} & {o.kind for f in found.vetoed for o in f.obstacles}


def test_sentence_that_the_model_tags_by_is_shown_among_what_fired(tmp_path: Path) -> None:
    text = "اندلعت معارك ضارية واشتباكات عنيفة بين الجانبين"
    (tmp_path / "off.toml").write_text(f"off = {[rule.id for rule in RULES.rules if rule.tag == 'conflict']}")
    found = explain(text, text, DAY, load_rules(added=[tmp_path]))
    of_model = [e for tag in found.tagged.tags for e in tag.evidence if e.rule_id.startswith("model.")]
    assert of_model
    fired = {(f.rule.id, f.field, f.start, f.end): f for f in found.fired}
    for evidence in of_model:
        firing = fired[evidence.rule_id, evidence.field, evidence.start, evidence.end]
        assert firing.weight >= 0.5
        assert firing.core in found.spans


def test_what_weighed_adds_up_to_the_probability() -> None:
    findings = find_passages("", SEED, DAY, RULES)
    for each in weigh(findings, RULES, most=100_000):
        total = each.bias + sum(share for _, share in (*each.pro, *each.con))
        assert each.likely == pytest.approx(1 / (1 + exp(-total)), abs=0.01)
    few = weigh(findings, RULES)
    assert [each.output for each in few][:3] == list(SUBTYPES)
    assert all(share > 0 for each in few for _, share in each.pro)
    assert all(share < 0 for each in few for _, share in each.con)
    assert {each.output for each in explained(SEED).weighed} >= {*SUBTYPES, "deal_evacuation", "battle"}
    assert explain("", SEED, DAY, BARE).weighed == ()


def test_places_actors_casualties_and_days_are_spans() -> None:
    body = "دمشق 28 أغسطس 2017 (شينخوا) قتل 12 مدنيا في حمص أمس على يد داعش وفر 300 شخص"
    at = {word: body.index(word) for word in ("حمص", "داعش")}
    named = (
        Mention("place", "body", at["حمص"], at["حمص"] + 3, "حمص", "geonames:1", "done"),
        Mention("actor", "body", at["داعش"], at["داعش"] + 4, "داعش", "daesh", "done"),
    )
    tagged = tag_report("", body, DAY, RULES)
    base = tagged.dateline.end if tagged.dateline else 0
    field = FieldReading("body", body, base, read(body[base:], RULES))
    spans = {(s.kind, s.text, s.id) for s in fact_spans(replace(tagged, mentions=named), field, DAY)}
    assert spans >= {
        ("dateline", "دمشق 28 أغسطس 2017 (شينخوا) ", "2017-08-28"),
        ("place", "حمص", "geonames:1"),
        ("actor", "داعش", "daesh"),
        ("casualty", "12 مدنيا", "killed"),
        ("count", "300 شخص", "people"),
        ("date", "أمس", "2017-08-27"),
    }


def test_facts_of_an_evacuation_are_spans_with_their_role() -> None:
    movement = Evacuation(
        "done", "deal_evacuation", "conflict", True, None, "body", 0, 3, "نقل",
        (MovedPlace("origin", "قارة", None, "title", 9, 13, "قارة"),),
        (MovedCount("people", 700, 700, "", 4, 7, "700"),),
        (MovedActor("party", "hezbollah", 14, 22, "حزب الله"),),
    )  # fmt: skip
    spans = [(s.kind, s.field, s.start, s.id) for s in evacuation_spans([movement])]
    assert spans == [("place", "title", 9, "origin قارة"), ("count", "body", 4, "people"),
                     ("actor", "body", 14, "party hezbollah")]  # fmt: skip


@given(st.lists(st.sampled_from([*SEED.split(), "لم", "تدريب", "2014", ".", "\n", "\u202e", "ـ", "ً", "\ud800", "x"])))
def test_spans_are_the_words_where_they_say(words: list[str]) -> None:
    body = " ".join(words)
    found = explain(body, body, DAY, RULES)
    for span in (*found.spans, *(f.core for f in found.firings)):
        assert body[span.start : span.end] == span.text
    assert {(e.rule_id, e.field, e.start, e.end) for tag in found.tagged.tags for e in tag.evidence} <= {
        (f.rule.id, f.field, f.start, f.end) for f in found.fired
    }
