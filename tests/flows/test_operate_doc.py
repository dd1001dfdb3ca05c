from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from pipeline.settings import Settings

ROOT = Path(__file__).parents[2]
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")


def test_every_setting_is_documented_and_no_other() -> None:
    table = OPERATE[OPERATE.index("## Settings") : OPERATE.index("## What is where")]
    told = {line.split("`")[1] for line in table.splitlines() if line.startswith("| `MARSAD_")}
    assert told == {f"MARSAD_{field.name.upper()}" for field in fields(Settings)}


def test_every_unit_file_is_named_in_the_document() -> None:
    units = [path.name for path in (ROOT / "deploy").iterdir()]
    assert units
    assert [name for name in units if name not in OPERATE] == []
