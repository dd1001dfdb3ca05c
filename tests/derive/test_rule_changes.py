"""After a change of the rules, a text that is not called changed is read as before, in all that is stored of it."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from pipeline.derive.annotate import annotate
from pipeline.derive.rule_changes import Changed
from pipeline.derive.rules import RuleSet, load_rules, reread
from tests.derive.test_added_rules import MINE, with_file

ROOT = Path(__file__).parents[2]
DAY = date(2017, 8, 28)
OWN = load_rules()
CHANGES = {
    "a rule more": MINE,
    "rules less": 'off = ["{}", "{}"]'.format(*[rule.id for rule in OWN.rules if rule.subtype == "shelling"][:2]),
    "a veto less": f'off = ["{OWN.vetoes[0].id}"]',
    "a cue less": f'off = ["{OWN.cues[0].id}"]',
    "a rule in another's place": MINE.replace("mine.balloon", next(r.id for r in OWN.rules if r.subtype == "battle")),
    "a group that holds more": '[groups]\nrebels = ["{rebels}", "حافلة", "قافلة الشاحنات"]',
    "another group": '[groups]\nrebels = ["مسلح", "مقاتل"]',
    "a word that is bent": '[nouns]\n"قافلة" = ["قوافل"]\n"أسرة" = ["أسر"]\n[verbs]\n"صعد" = ["يصعد"]',
    "a veto more": """
        [[veto]]
        id = "mine.buses"
        tags = ["evacuation"]
        any = ["حافلات", "حافلة"]
        minimum = 2
        comment = "Buses alone are no evacuation here."
        example = ["حافلة وحافلة"]
        """,
    "a cue and a cause more": """
        [[cue]]
        id = "mine.reported"
        realis = "planned"
        any = ["أعلنت", "أعلن"]
        before = 6
        comment = "What was announced is planned."
        example = ["أعلن إجلاء المدنيين"]
        [[cause]]
        id = "mine.bus"
        trigger = "disaster"
        any = ["حافلة", "حافلات"]
        comment = "Buses are brought for a disaster."
        example = ["حافلة"]
        """,
}


@cache
def texts() -> list[tuple[str, str]]:
    lines = (ROOT / "evals" / "labelled" / "own_reports.jsonl").read_text(encoding="utf-8").splitlines()
    return [(report["title"], report["body"]) for report in map(json.loads, lines[::3])]


def told(rules: RuleSet) -> list[dict[str, object]]:
    return [annotate("id", title, body, DAY, rules) for title, body in texts()]


@cache
def told_by_own() -> list[dict[str, object]]:
    return told(OWN)


@pytest.mark.parametrize("change", CHANGES)
def test_text_that_is_not_called_changed_is_read_as_before(change: str, tmp_path: Path) -> None:
    rules = with_file(tmp_path, CHANGES[change])
    differ = [one != other for one, other in zip(told_by_own(), told(rules), strict=True)]
    for old, new in ((OWN, rules), (rules, OWN)):
        changed = Changed(old, new)
        called = [changed.touches(*text) for text in texts()]
        assert not any(differs and not is_called for differs, is_called in zip(differ, called, strict=True))
        assert not all(called), "nothing is saved"


def test_rules_read_again_from_their_files_are_the_same(tmp_path: Path) -> None:
    rules = with_file(tmp_path, MINE)
    again = reread(rules.files, ())
    assert again.version == rules.version
    assert not any(Changed(again, rules).touches(*text) for text in texts())


def test_order_of_rules_decides_between_equals_so_all_texts_are_called_changed(tmp_path: Path) -> None:
    one, other = MINE, MINE.replace("mine.balloon", "mine.other").partition("[[rule]]")[2]
    rules = [with_file(tmp_path, one + "[[rule]]" + other)]
    turned = MINE.replace("mine.balloon", "mine.other") + "[[rule]]" + one.partition("[[rule]]")[2]
    rules.append(with_file(tmp_path, turned))
    assert Changed(*rules).touches("", "")
