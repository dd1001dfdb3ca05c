"""A user's rule files on top of the project's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.derive.rule_files import SUBTYPES
from pipeline.derive.rule_proof import failures
from pipeline.derive.rules import RuleError, RuleSet, load_rules
from pipeline.derive.tags import tag_report

OWN = load_rules()
DAY = date(2017, 8, 28)
MINE = """
[nouns]
"منطاد" = ["مناطيد"]
[groups]
balloons = ["منطاد"]
[[rule]]
id = "mine.balloon"
tag = "conflict"
subtype = "air_strike"
weight = 0.9
any = ["{balloons}"]
near = [["حارق"]]
comment = "Burning balloons are sent over a border."
example = ["أطلقوا المناطيد الحارقة", "منطاد حارق"]
counterexample = ["منطاد سياحي"]
"""


def with_file(tmp_path: Path, text: str, name: str = "mine.toml") -> RuleSet:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return load_rules(added=[path])


def fired(text: str, rules: RuleSet) -> set[str]:
    return {mention.id for mention in tag_report("", text, DAY, rules).mentions if mention.kind in SUBTYPES}


def test_rule_of_a_user_fires_beside_the_own_ones_and_is_named_by_its_file(tmp_path: Path) -> None:
    rules = with_file(tmp_path, MINE.replace('["حارق"]', '["الحارقة", "حارق"]'))
    assert len(rules.rules) == len(OWN.rules) + 1
    assert fired("أطلقوا المناطيد الحارقة", rules) == {"mine.balloon"}
    assert [list(failures(item, rules)) for item in rules.items if item.id == "mine.balloon"] == [[]]
    assert rules.sources["mine.balloon"] == str(tmp_path / "mine.toml")
    assert rules.sources["evac.deal.fighters_leave"] == "evacuation.toml"


def test_item_with_the_id_of_an_own_one_takes_its_place_whatever_its_kind(tmp_path: Path) -> None:
    replaced = OWN.rules[0].id
    rules = with_file(tmp_path, MINE.replace("mine.balloon", replaced))
    assert [rule.id for rule in rules.rules] == [rule.id for rule in OWN.rules]
    assert rules.rules[0].comment == "Burning balloons are sent over a border."
    cause = (
        f'[[cause]]\nid = "{replaced}"\ntrigger = "conflict"\nany = ["منطاد"]\ncomment = "A cause."\nexample = ["x"]\n'
    )
    rules = with_file(tmp_path, cause)
    assert replaced not in {rule.id for rule in rules.rules}
    assert replaced in {found.id for found in rules.causes}


def test_off_leaves_out_any_kind_of_own_item(tmp_path: Path) -> None:
    veto, rule = OWN.vetoes[0].id, OWN.rules[0]
    rules = with_file(tmp_path, f'off = ["{veto}", "{rule.id}"]\n')
    assert {item.id for item in OWN.items} - {item.id for item in rules.items} == {veto, rule.id}
    assert rule.id in fired(rule.example[0], OWN)
    assert rule.id not in fired(rule.example[0], rules)


def test_off_with_a_misspelt_id_says_which_it_may_be(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=rf"mine\.toml: off names .*is it {OWN.rules[0].id}\?"):
        with_file(tmp_path, f'off = ["{OWN.rules[0].id}s"]')


def test_group_replaces_the_one_of_its_name_or_extends_it(tmp_path: Path) -> None:
    rule, text = "evac.deal.fighters_leave", "غادر المسلحون المدينة بعد {}"
    replacing = with_file(tmp_path, '[groups]\ndeal = ["زقزقة"]\n')
    extending = with_file(tmp_path, '[groups]\ndeal = ["{deal}", "زقزقة"]\n')
    assert extending.lexicon.groups["deal"] == [*OWN.lexicon.groups["deal"], "زقزقة"]
    found = [[rule in fired(text.format(word), rules) for word in ("اتفاق", "زقزقة")]
             for rules in (OWN, replacing, extending)]  # fmt: skip
    assert found == [[True, False], [False, True], [True, True]]


def test_group_that_names_itself_where_there_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="itself"):
        with_file(tmp_path, MINE.replace('balloons = ["منطاد"]', 'balloons = ["{balloons}", "منطاد"]'))


def test_folder_and_several_paths_are_read_and_the_version_covers_them(tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "b.toml").write_text(MINE, encoding="utf-8")
    (tmp_path / "some" / "notes.txt").write_text("no rules", encoding="utf-8")
    (tmp_path / "c.toml").write_text('[groups]\nmine = ["منطاد"]\n', encoding="utf-8")
    paths = [tmp_path / "some", tmp_path / "c.toml"]
    rules = load_rules(added=paths)
    assert "mine.balloon" in rules.sources
    assert rules.lexicon.groups["mine"] == ["منطاد"]
    assert load_rules(added=paths).version == rules.version
    assert len({OWN.version, rules.version, load_rules(added=paths[:1]).version}) == 3
    assert load_rules() is OWN


def test_two_files_of_a_user_that_say_the_same_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(MINE, encoding="utf-8")
    (tmp_path / "b.toml").write_text(MINE[MINE.index("[[rule]]") :], encoding="utf-8")
    with pytest.raises(RuleError, match=r"b\.toml.*mine\.balloon.*a\.toml"):
        load_rules(added=[tmp_path])
    (tmp_path / "b.toml").write_text('[groups]\nballoons = ["منطاد"]\n', encoding="utf-8")
    with pytest.raises(RuleError, match=r"b\.toml: group balloons"):
        load_rules(added=[tmp_path])


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"none\.toml cannot be read: No such file"):
        load_rules(added=[tmp_path / "none.toml"])
    with pytest.raises(RuleError, match=r"holds no \.toml file"):
        load_rules(added=[tmp_path])
    (tmp_path / "a.toml").mkdir()
    with pytest.raises(RuleError, match="directory"):
        load_rules(added=[tmp_path])
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RuleError, match=r"b\.toml: not TOML in UTF-8"):
        load_rules(added=[tmp_path / "b.toml"])
