"""What became of one thing that was done to Marsad."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """`kind` groups things in a report, `name` tells one from another, `told` is what was recorded of it."""

    kind: str
    name: str
    is_kept: bool
    told: str
