"""The keys of what the archive holds, shared by processes while a run adds to them."""

from __future__ import annotations

from array import array
from hashlib import sha256
from pathlib import Path

import pytest

from pipeline.collect import imports
from pipeline.collect.imports import KnownKeys, add_keys


def key(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()[:24]


def test_keys_that_a_run_adds_are_known_to_whoever_looks_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "_MOST_LATER", 25)
    path = tmp_path / "known"
    path.write_bytes(array("Q", sorted(int(key(number)[:16], 16) for number in range(10))).tobytes())
    known = KnownKeys(path)
    for first in range(10, 100, 10):
        assert key(first) not in known
        add_keys(path, [key(number) for number in range(first - 1, first + 10)])  # one of them twice
        assert key(first) not in known
        known.look_again()
        assert all(key(number) in known for number in range(first + 10))
    assert key(100) not in known
