from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from evals.__main__ import FLOORS


def test_missing_data_is_said_in_one_sentence_with_the_variable(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "evals", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "corpus/saudinewsnet" in done.stderr
    assert "SHARED" in done.stderr


def test_every_floor_is_a_share_with_a_comment_above_it() -> None:
    text = FLOORS.read_text(encoding="utf-8")
    floors = tomllib.loads(text)
    assert len(floors) > 15
    assert all(0 <= value <= 1 for value in floors.values())
    assert all("#" in block for block in text.strip().split("\n\n"))
