"""How much `make torture` injects; the faults themselves are for it alone while some of them still find something."""

from __future__ import annotations

from torture.__main__ import COUNTS


def test_whole_run_is_large_enough() -> None:
    assert sum(COUNTS.values()) >= 400
