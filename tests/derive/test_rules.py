"""Rule files: every rule proves itself, and a wrong file says what is wrong."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from pipeline.derive.rule_proof import failures
from pipeline.derive.rules import Item, RuleError, load_rules
from pipeline.derive.tags import tag_report

RULES = load_rules()
DAY = date(2017, 8, 28)


@pytest.mark.parametrize("item", RULES.items, ids=lambda item: item.id)
def test_examples_of_every_rule_veto_cue_and_cause_do_what_it_says(item: Item) -> None:
    assert list(failures(item, RULES)) == []


@pytest.mark.parametrize("item", RULES.items, ids=lambda item: item.id)
def test_each_rule_says_why_in_a_sentence(item: Item) -> None:
    assert len(item.comment.split()) >= 4
    assert item.comment.endswith(".")


def test_rules_are_loaded_once_and_survive_pickling() -> None:
    assert load_rules() is RULES
    copy = pickle.loads(pickle.dumps(RULES))
    text = "شنت طائرات التحالف غارات على مواقع للحوثيين"
    assert copy.version == RULES.version
    assert tag_report("", text, DAY, copy) == tag_report("", text, DAY, RULES)


GOOD = """
[verbs]
"قصف" = ["يقصف"]
[groups]
army = ["جيش"]
[[rule]]
id = "x.y"
tag = "conflict"
subtype = "shelling"
weight = 0.9
any = ["قصف"]
near = [["{army}"]]
comment = "An army shells."
example = ["قصف جيش"]
counterexample = ["قصف"]
"""


def test_version_changes_with_any_byte_and_only_then(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(GOOD, encoding="utf-8")
    first = load_rules([path]).version
    assert load_rules([path]).version == first
    path.write_text(GOOD + "# changed\n", encoding="utf-8")
    second = load_rules([path]).version
    assert second != first
    assert len(first) == 12


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('comment = "An army shells."\n', "", "comment"),
        ('example = ["قصف جيش"]\n', "", "example"),
        ('subtype = "shelling"', 'subtype = "siege2"', "siege2"),
        ('tag = "conflict"', 'tag = "weather"', "weather"),
        ("weight = 0.9", "weight = 1.5", "weight"),
        ("{army}", "{navy}", "navy"),
        ('any = ["قصف"]', "any = []", "any"),
        ('any = ["قصف"]', 'any = "قصف"', "any"),
        ("weight = 0.9", "weight = 0.9\nwieght = 1", "wieght"),
        ('army = ["جيش"]', 'army = ["{army}"]', "itself"),
        ('"قصف" = ["يقصف"]', '"قصف" = []', "verb"),
        ("weight = 0.9", 'weight = 0.9\ntrigger = "conflict"', "trigger"),
        ("[groups]", "[grups]", "grups"),
        ("weight = 0.9", "weight = ", "TOML"),
        ("weight = 0.9", 'weight = "much"', "weight"),
        ("weight = 0.9", 'weight = 0.9\nwithin = "few"', "within"),
        ("weight = 0.9", 'weight = 0.9\nsure = "yes"', "sure"),
        ("{army}", "@armies", "@armies"),
        ('near = [["{army}"]]', 'near = ["{army}"]', "near"),
        ('example = ["قصف جيش"]', 'example = "قصف جيش"', "example"),
        ("weight = 0.9", 'weight = 0.9\nrealis = "maybe"', "realis"),
        ("[[rule]]", "[rule]", "[[rule]]"),
        ("[groups]", "[[groups]]", "groups"),
        ('id = "x.y"', 'id = "x y"', "id"),
        ('id = "x.y"', "id = 5", "id"),
        ('"قصف" = ["يقصف"]', '"ً" = ["يقصف"]', "verb"),
        ('"قصف" = ["يقصف"]', '"قصف" = ["ّ"]', "verb"),
        ("[verbs]", 'off = ["x.z"]\n[verbs]', "x.z"),
        ("[verbs]", "off = true\n[verbs]", "off"),
    ],
)
def test_wrong_rule_file_is_refused_with_file_and_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in GOOD
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError, match=r"mine\.toml") as error:
        load_rules([path])
    assert reason in str(error.value)


def test_same_rule_id_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD[GOOD.index("[[rule]]") :], encoding="utf-8")
    with pytest.raises(RuleError, match=r"x\.y"):
        load_rules([tmp_path / "a.toml", tmp_path / "b.toml"])


def test_a_term_may_be_any_number_before_any_noun_for_people(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        GOOD.replace("{army}", "@number @people").replace("[groups]\narmy", "[groups]\nmine"), encoding="utf-8"
    )
    rules = load_rules(added=[path])
    for text, is_found in (
        ("قصف 5 أطباء", True),
        ("قصف عشرون صيادا", True),
        ("قصف 5 منازل", False),
        ("قصف أطباء", False),
    ):
        found = {mention.id for mention in tag_report("", text, DAY, rules).mentions}
        assert ("x.y" in found) is is_found, text
