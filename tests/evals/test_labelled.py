from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.labelled.draw import split_of
from pipeline.derive.rule_files import SUBTYPES, TRIGGERS

FOLDER = Path(__file__).parents[2] / "evals" / "labelled"


@pytest.mark.parametrize("name", ["own_reports.jsonl", "real_articles_a.jsonl"])
def test_labels_are_those_of_the_guideline_and_halves_those_of_the_hash(name: str) -> None:
    rows = [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 150
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["split"] == split_of(row["id"])
        for tag, subtype, trigger in row["tags"]:
            assert subtype in SUBTYPES[tag], row["id"]
            assert trigger in TRIGGERS if tag != "conflict" else trigger is None, row["id"]


@pytest.mark.parametrize("name", ["real_articles_a.jsonl", "real_articles_b.jsonl"])
def test_articles_of_others_stand_there_by_id_only(name: str) -> None:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        assert set(json.loads(line)) - {"split"} == {"id", "tags", "evacuations", "casualties"}


def test_spans_of_own_reports_hold_a_figure() -> None:
    for line in (FOLDER / "own_reports.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = [*row["casualties"], *(count for evacuation in row["evacuations"] for count in evacuation["counts"])]
        for span in spans:
            assert 0 <= span["start"] < span["end"] <= len(row["body"])
            assert not row["body"][span["start"] : span["end"]].isspace()
            assert span["low"] <= span["high"]
