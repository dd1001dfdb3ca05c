"""The targets of `make fuzz` take what they are given, a few documents of each, and find a planted mistake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    b"",
    b"\x00\xff",
    "<p>أجلى 700 من عرسال\x1b[2J إلى إدلب</p>".encode(),
    b"<rss version='2.0'><item><title>&#27;",
]


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("data", DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_target_takes_any_bytes(name: str, data: bytes) -> None:
    TARGETS[name](data)


def test_fuzzing_ends_in_time_with_a_line_a_target() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fuzz", "1", "urls", "dates"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["urls", "dates"]
