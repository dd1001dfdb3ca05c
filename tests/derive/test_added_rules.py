"""A user's rule files on top of the project's own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.derive.explain import explain
from pipeline.derive.findings import find_passages
from pipeline.derive.rule_files import SUBTYPES
from pipeline.derive.rule_proof import failures
from pipeline.derive.rules import RuleError, RuleSet, load_rules
from pipeline.derive.tags import tag_report
from pipeline.derive.weighed import weigh

OWN = load_rules()
DAY = date(2017, 8, 28)
BATTLE = "اندلعت معارك ضارية واشتباكات عنيفة بين الجانبين"
FAIR = (
    "افتتح الوزير معرض الزهور السنوي في العاصمة بحضور عدد من رجال الأعمال. وشاهد الزوار منطاد حارق في ساحة المعرض. "
    "وارتفعت مبيعات التذاكر بنسبة 12 بالمئة عن العام الماضي. وقال المنظمون إن الشركات وقعت عقودا لتصدير الورود. "
    "ويستمر المعرض أسبوعا ويضم عروضا للموسيقى والطعام للأطفال."
)
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


def given(title: str, text: str, rules: RuleSet) -> dict[str, set[str]]:
    """Ids of the evidence of each subtype."""
    tags = tag_report(title, text, DAY, rules).tags
    return {tag.subtype: {e.rule_id for e in tag.evidence} for tag in tags}


def test_rule_of_a_user_in_title_and_text_makes_its_tag_appear(tmp_path: Path) -> None:
    title, text = "سقوط منطاد حارق", "سقط منطاد حارق في حقل قرب القرية صباح اليوم. وقال شهود إنهم رأوا الدخان من بعيد."
    assert "air_strike" not in given(title, text, OWN)
    assert given(title, text, with_file(tmp_path, MINE))["air_strike"] == {"mine.balloon"}


def test_rule_of_a_user_tags_by_its_own_weight_where_the_model_finds_it_unlikely(tmp_path: Path) -> None:
    rules = with_file(tmp_path, MINE)
    assert likely("conflict", FAIR, rules) < 0.5
    assert given("", FAIR, OWN) == {}
    assert given("", FAIR, rules) == {"air_strike": {"mine.balloon"}}
    (tag,) = tag_report("", FAIR, DAY, rules).tags
    assert tag.score == 0.9
    # Too light to tag alone, twice enough.
    light = with_file(tmp_path, MINE.replace("weight = 0.9", "weight = 0.4"))
    assert given("", FAIR, light) == {}
    assert given("", f"{FAIR} وشوهد منطاد حارق بعد ذلك.", light) == {"air_strike": {"mine.balloon"}}
    assert [o.kind for f in explain("", FAIR, DAY, light).vetoed for o in f.obstacles] == ["weak"]


def test_rule_of_a_user_that_yields_says_nothing_where_the_model_gives_that_subtype(tmp_path: Path) -> None:
    text = f"{BATTLE}. وشوهد منطاد حارق."
    mine = MINE.replace("weight = 0.9", "weight = 0.5").replace("air_strike", "exchange")
    assert given(BATTLE, text, with_file(tmp_path, mine)).keys() == {"battle", "exchange"}
    rules = with_file(tmp_path, mine.replace("weight =", 'yields_to = ["battle"]\nweight ='))
    assert given(BATTLE, text, rules).keys() == {"battle"}
    held = [o for f in explain(BATTLE, text, DAY, rules).vetoed for o in f.obstacles if f.rule.id == "mine.balloon"]
    assert [(o.kind, o.by) for o in held] == [("yields_to", ("conflict.battle.clash",))]
    assert given("", FAIR, rules) == {"exchange": {"mine.balloon"}}


def test_own_rules_that_are_off_are_evidence_no_more(tmp_path: Path) -> None:
    assert "conflict.battle.clash" in given(BATTLE, BATTLE, OWN)["battle"]
    rules = with_file(tmp_path, 'off = ["conflict.battle.clash"]')
    assert "conflict.battle.clash" not in set().union(*given(BATTLE, BATTLE, rules).values())
    every = with_file(tmp_path, f"off = {[rule.id for rule in OWN.rules if rule.tag == 'conflict']}")
    # Its words make it likely still: the model gives it, and says that it did.
    assert given(BATTLE, BATTLE, every)["battle"] == {"model.conflict.battle"}


def test_veto_of_a_user_forbids_its_tags_whatever_the_model_says(tmp_path: Path) -> None:
    assert "battle" in given(BATTLE, BATTLE, OWN)
    veto = (
        '[[veto]]\nid = "mine.none"\ntags = ["conflict"]\nminimum = 1\nany = ["ضارية"]\n'
        'comment = "Fierce."\nexample = ["معارك ضارية"]\n'
    )
    rules = with_file(tmp_path, veto)
    assert likely("conflict", BATTLE, rules) > 0.5
    assert given(BATTLE, BATTLE, rules) == {}


def likely(tag: str, text: str, rules: RuleSet) -> float:
    """What the model thinks of a text without a title."""
    return next(each.likely for each in weigh(find_passages("", text, DAY, rules), rules) if each.output == tag)


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
