"""Rule files: every rule proves itself, and a wrong file says what is wrong."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from pipeline.derive.rules import Cause, Cue, Rule, RuleError, Veto, load_rules
from pipeline.derive.tags import tag_report

RULES = load_rules()
DAY = date(2017, 8, 28)


def _rules_matching(text: str) -> set[str]:
    return {mention.id for mention in tag_report("", text, DAY, RULES).mentions}


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.id)
def test_rule_matches_its_examples_and_not_its_counterexamples(rule: Rule) -> None:
    assert [text for text in rule.example if rule.id not in _rules_matching(text)] == []
    assert [text for text in rule.counterexample if rule.id in _rules_matching(text)] == []


@pytest.mark.parametrize("item", [*RULES.rules, *RULES.vetoes, *RULES.cues, *RULES.causes], ids=lambda item: item.id)
def test_each_rule_says_why_in_a_sentence(item: Rule | Veto | Cue | Cause) -> None:
    assert len(item.comment.split()) >= 4
    assert item.comment.endswith(".")


@pytest.mark.parametrize("cue", RULES.cues, ids=lambda cue: cue.id)
def test_cue_gives_its_realis_to_its_examples(cue: Cue) -> None:
    for text in cue.example:
        assert cue.realis in {mention.realis for mention in tag_report("", text, DAY, RULES).mentions}, text


@pytest.mark.parametrize("veto", RULES.vetoes, ids=lambda veto: veto.id)
def test_veto_silences_its_examples(veto: Veto) -> None:
    for text in veto.example:
        assert tag_report("", text, DAY, RULES).mentions == (), text


@pytest.mark.parametrize("cause", RULES.causes, ids=lambda cause: cause.id)
def test_cause_gives_its_trigger_to_its_examples(cause: Cause) -> None:
    for text in cause.example:
        assert cause.trigger in {tag.trigger for tag in tag_report("", text, DAY, RULES).tags}, text


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
        ('near = [["{army}"]]', 'near = ["{army}"]', "near"),
        ('example = ["قصف جيش"]', 'example = "قصف جيش"', "example"),
        ("weight = 0.9", 'weight = 0.9\nrealis = "maybe"', "realis"),
        ("[[rule]]", "[rule]", "[[rule]]"),
        ("[groups]", "[[groups]]", "groups"),
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
