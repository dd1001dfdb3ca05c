"""What a run of the benchmark is given: its reports, and how often it measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.texts import Report


@dataclass(frozen=True, slots=True)
class Run:
    """Reports by where they come from, the main kind first; a quick run measures less and judges nothing.

    `data` is the folder with the data of others, None for a quick run.
    """

    reports: Mapping[str, Sequence[Report]]
    is_quick: bool
    data: Path | None

    @property
    def main(self) -> Sequence[Report]:
        """The reports of the main kind."""
        return next(iter(self.reports.values()))

    @property
    def rounds(self) -> int:
        """How often warm work is timed."""
        return 3 if self.is_quick else 9

    @property
    def fresh_rounds(self) -> int:
        """How many fresh processes are timed for each kind of report."""
        return 1 if self.is_quick else 3
