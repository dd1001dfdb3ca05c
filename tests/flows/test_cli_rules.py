"""Rules of a user, `marsad rules` and `marsad tag --explain` on the command line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.derive.rules import load_rules, model_rules
from tests.derive.test_added_rules import MINE
from tests.flows.test_cli import SEED, marsad

BALLOON = "أطلق المسلحون منطاد حارق على القرية"
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")  # what a console in colour writes and nothing else


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(MINE.replace('near = [["حارق"]]', 'near = [["حارق", "الحارقة"]]'), encoding="utf-8")
    return path


def test_rules_of_a_user_tag(mine: Path) -> None:
    with_them = json.loads(marsad("tag", "-", "--json", text=BALLOON, rules=str(mine)).stdout)
    without = json.loads(marsad("tag", "-", "--json", text=BALLOON).stdout)
    assert "mine.balloon" in {e["rule_id"] for tag in with_them["tags"] for e in tag["evidence"]}
    assert "mine.balloon" not in json.dumps(without)
    lines = marsad("tag", "-", "--jsonl", text=json.dumps({"id": 1, "body": BALLOON}), rules=str(mine)).stdout
    assert "mine.balloon" in lines


def test_several_paths_are_joined_like_other_paths(mine: Path, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    own = load_rules().rules[0].id
    (folder / "x.toml").write_text(f'off = ["{own}"]', encoding="utf-8")
    rows = json.loads(marsad("rules", "list", "--json", rules=f"{mine}{os.pathsep}{folder}").stdout)
    ids = {row["id"] for row in rows}
    assert "mine.balloon" in ids
    assert own not in ids


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        ("weight = 0.9", "weight = ", ["not TOML"]),
        ("weight = 0.9", "weight = 9", ["mine.balloon", "weight"]),
        ("air_strike", "air_strikes", ["mine.balloon", "air_strikes"]),
        ("{balloons}", "{ballons}", ["mine.balloon", "ballons"]),
        ("comment = ", "# ", ["mine.balloon", "comment"]),
        ("[[rule]]", "[rule]", ["[[rule]]"]),
        ("[nouns]", 'off = ["none.such"]\n[nouns]', ["none.such"]),
        ('id = "mine.balloon"', 'id = "a\\u001b[31m\\n"', ["id"]),
        ("air_strike", "a\\u001b[31m\\nb", ["mine.balloon", "subtype"]),
    ],
)
@pytest.mark.parametrize("command", [("daily",), ("tag", "-"), ("rules", "list"), ("rules", "test")])
def test_wrong_rule_file_is_one_sentence_with_code_2_and_touches_nothing(
    mine: Path, tmp_path: Path, command: tuple[str, ...], old: str, new: str, reasons: list[str]
) -> None:
    assert old in MINE
    mine.write_text(MINE.replace(old, new, 1), encoding="utf-8")
    result = marsad(*command, home=tmp_path / "home", text=SEED, rules=str(mine))
    assert result.exit_code == 2
    assert (result.stdout, len(result.stderr.splitlines())) == ("", 1)
    assert result.stderr.startswith("marsad: ")
    assert "\x1b" not in result.stderr
    assert all(reason in result.stderr for reason in [str(mine), *reasons])
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("path", ["none.toml", "empty"])
def test_path_that_leads_to_no_rules_is_usage(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    for command in (("daily",), ("tag", "-"), ("rules", "list")):
        result = marsad(*command, home=tmp_path / "home", text=SEED, rules=str(tmp_path / path))
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1
        assert path in result.stderr
        assert not (tmp_path / "home").exists()


def test_list_tells_what_each_rule_says_and_where_it_stands(mine: Path) -> None:
    rows = json.loads(marsad("rules", "list", "--json", rules=str(mine)).stdout)
    listed = len(load_rules().items) + len(model_rules(load_rules()))
    assert len(rows) == listed + 1
    (row,) = (row for row in rows if row["id"] == "mine.balloon")
    assert row == {
        "id": "mine.balloon", "kind": "rule", "tags": ["conflict"], "subtype": "air_strike", "trigger": None,
        "realis": None, "weight": 0.9, "comment": "Burning balloons are sent over a border.", "file": str(mine),
    }  # fmt: skip
    assert {row["kind"] for row in rows} == {"rule", "veto", "cue", "cause", "model"}
    only = json.loads(marsad("rules", "list", "--json", "--tag", "evacuation", "--kind", "rule").stdout)
    assert {(row["tags"][0], row["kind"]) for row in only} == {("evacuation", "rule")}
    assert f"{listed} entries" in marsad("rules", "list").stdout
    of_model = json.loads(marsad("rules", "list", "--json", "--tag", "conflict", "--kind", "model").stdout)
    assert {row["id"]: row["subtype"] for row in of_model}["model.conflict.battle"] == "battle"
    assert all(row["comment"] and row["file"] == "subtypes.tsv" for row in of_model)
    assert marsad("rules", "list", "--tag", "weather").exit_code == 2
    assert marsad("rules", "list", "--kind", "law").exit_code == 2


def test_rules_test_passes_for_the_own_rules_and_those_of_a_right_file(mine: Path) -> None:
    result = marsad("rules", "test", str(mine))
    assert (result.exit_code, "0 failed" in result.stdout) == (0, True), result.stdout
    proof = json.loads(marsad("rules", "test", "--json").stdout)
    assert (proof["failures"], proof["entry_count"]) == ([], len(load_rules().items))


def test_rules_test_tells_what_fired_instead(mine: Path) -> None:
    mine.write_text(MINE.replace('counterexample = ["منطاد سياحي"]', 'counterexample = ["منطاد حارق"]'))
    result = marsad("rules", "test", str(mine))
    assert result.exit_code == 1
    assert "mine.balloon: counterexample" in result.stdout
    assert "mine.balloon (done)" in result.stdout
    failures = json.loads(marsad("rules", "test", "--json", rules=str(mine)).stdout)["failures"]
    assert {(f["id"], f["kind"], f["text"], f["file"]) for f in failures} >= {
        ("mine.balloon", "counterexample", "منطاد حارق", str(mine))
    }


def test_explain_of_a_rule_spells_out_its_groups_and_marks_its_examples() -> None:
    result = marsad("rules", "explain", "evac.deal.fighters_leave")
    assert result.exit_code == 0
    assert "{" not in result.stdout
    assert "حافلة، باص، قافلة" in result.stdout
    assert "⟦evacuation:غادرت⟧ 16 ⟦evacuation:حافلة⟧ تحمل ⟦near:مقاتلي⟧" in result.stdout
    assert "⟦vetoed:إخلاء⟧ سبيل" in result.stdout
    assert "⟦matched:" in marsad("rules", "explain", "realis.demand").stdout
    for item in load_rules().items:
        assert marsad("rules", "explain", item.id, "--arabic", "visual").exit_code == 0
    for entry in model_rules(load_rules()):
        shown = marsad("rules", "explain", entry.id, "--arabic", "visual")
        assert shown.exit_code == 0
        assert entry.comment in " ".join(shown.stdout.split())
    assert "battle max +" in marsad("rules", "explain", "model.conflict.battle").stdout
    assert "model.conflict.battle?" in marsad("rules", "explain", "model.conflict.battles").stderr
    missing = marsad("rules", "explain", "evac.deal.fighters_leaves")
    assert (missing.exit_code, "evac.deal.fighters_leave?" in missing.stderr) == (2, True)


def test_tag_explain_shows_text_fired_and_held_back(tmp_path: Path) -> None:
    file = tmp_path / "seed.txt"
    file.write_text(SEED, encoding="utf-8")
    shown = marsad("tag", str(file), "--explain", "--published", "2017-08-28").stdout
    plain = re.sub(r"⟦[a-z+]+:|⟧", "", shown)
    assert SEED in plain
    assert "⟦count:مئات" in shown
    assert "destination البوكمال" in shown
    assert "16 vehicles" in shown
    fired, held = shown.split("\nFired\n")[1].split("\nHeld back\n")
    assert "evac.deal.fighters_leave\t" in fired
    assert "model.conflict.territory_change\t" in fired
    held, weighed = held.split("\nWeighed\n")
    assert "conflict.armed_attack.soldiers_killed\t" in held
    assert "an old date" in held
    assert "forbidden words beside it" in held
    assert "the model finds it unlikely: armed_attack 0." in held
    rows = {row[0]: row[1:] for row in (line.split("\t") for line in weighed.splitlines())}
    assert {"conflict", "evacuation", "displacement", "deal_evacuation", "armed_attack"} <= rows.keys()
    assert "number evacuation score +" in rows["evacuation"][1]
    assert all(" -" in row[2] for row in rows.values())


def test_tag_explain_json_holds_all_of_it() -> None:
    facts = json.loads(marsad("tag", "-", "--explain", "--json", "--published", "2017-08-28", text=SEED).stdout)
    plain = json.loads(marsad("tag", "-", "--json", "--published", "2017-08-28", text=SEED).stdout)
    assert {key: facts[key] for key in plain} == plain
    assert set(facts) - set(plain) == {"rules_version", "fired", "vetoed", "spans", "weighed"}
    assert all(firing["obstacles"] for firing in facts["vetoed"])
    assert not any(firing["obstacles"] for firing in facts["fired"])
    assert {each["output"] for each in facts["weighed"]} >= {
        tag[key] for tag in facts["tags"] for key in ("tag", "subtype")
    }
    assert all(each["pro"] and each["con"] and 0 <= each["likely"] <= 1 for each in facts["weighed"])
    for span in facts["spans"]:
        assert SEED[span["start"] : span["end"]] == span["text"]
    assert {"core", "near", "vetoed", "count", "date", "dateline"} <= {span["kind"] for span in facts["spans"]}
    assert marsad("tag", "-", "--explain", "--jsonl", text="").exit_code == 2


def test_colours_reach_a_terminal_and_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("tag", "-", "--explain", "--published", "2017-08-28")
    in_colour = CliTerminal.run(*words, text=SEED)
    to_terminal(monkeypatch)
    assert marsad(*words, text=SEED).stdout == in_colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;37;44m" in in_colour
    assert "⟦" not in in_colour
    assert "\x1b" not in ESCAPE.sub("", in_colour)
    for mode in ("visual", "logical"):
        without = marsad(*words, "--arabic", mode, text=SEED).stdout
        assert not re.search(r"\x1b\[[0-9;]*[34][0-7]", without)
        assert "evacuation:" in without


TERMINAL = {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": "120"}


def to_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command in this process believe what `CliTerminal` lets its process believe."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in TERMINAL.items():
        monkeypatch.setenv(name, value)


class CliTerminal:
    """The real command in a process that believes it writes to a terminal with 16 colours."""

    @staticmethod
    def run(*words: str, text: str) -> str:
        env = {key: value for key, value in os.environ.items() if not key.startswith(("MARSAD_", "NO_COLOR"))}
        env |= TERMINAL
        command = [sys.executable, "-m", "flows.cli", *words]
        done = subprocess.run(command, input=text.encode(), env=env, capture_output=True, check=True)
        return done.stdout.decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Fighters left the town by bus.",
        "قصف",
        "\u202e\u2066\u200fإجلاء\x1b[31m \x07مدنيين\x00 من [bold]القتال[/bold]\x9b2J",
        "نقل الجيش BBC مئات المدنيين 12.5% (من حمص) \u202d إلى إدلب",
    ],
)
def test_any_text_is_explained_and_steers_no_terminal(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for with_colours in (False, True):
        if with_colours:
            to_terminal(monkeypatch)
        for arabic in ("visual", "logical"):
            found = marsad("tag", "-", "--explain", "--arabic", arabic, text=text).stdout
            assert with_colours or "\x1b" not in found
            assert "no tags" in found or re.search(r"^(conflict|evacuation|displacement)/", ESCAPE.sub("", found), re.M)
            assert not set(ESCAPE.sub("", found)) & set("\x1b\x07\x00\x9b\u202e\u202d\u2066\u200f")
    assert json.loads(marsad("tag", "-", "--explain", "--json", text=text).stdout)["spans"] is not None


def test_a_megabyte_is_explained() -> None:
    text = SEED + "\n" + "قال المتحدث إن الاجتماع سيعقد غدا في العاصمة، بحضور الوفود. " * 10_000
    assert len(text.encode()) > 1_000_000
    found = CliTerminal.run("tag", "-", "--explain", "--published", "2017-08-28", text=text)
    assert "evac.deal.fighters_leave" in found
