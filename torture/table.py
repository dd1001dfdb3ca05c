"""What became of the faults, as facts and as a table."""

from __future__ import annotations

import os
import platform
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from torture.outcome import Outcome

_INPUTS = ("feed", "page", "answer", "link")


def summary(results: list[dict[str, Any]], read: dict[str, Any] | None, seed: int, seconds: float) -> dict[str, Any]:
    """Counts by family, of faults and of broken promises, with the machine and the day."""
    families: dict[str, dict[str, int]] = {}
    for result in results:
        counts = families.setdefault(result["family"], dict.fromkeys(("faults", "lost", "torn", "hung", "crashed"), 0))
        counts["faults"] += 1
        if result["broken"]:
            counts[result["broken"]] += 1
    return {
        "on": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "seed": seed,
        "seconds": round(seconds),
        "fault_count": len(results),
        "families": families,
        "readers": read,
        "is_good": not any(result["broken"] for result in results) and (read is None or not read["errors"]),
    }


def markdown(told: dict[str, Any]) -> str:
    """The table for docs."""
    lines = [
        "# Faults and inputs tried",
        "",
        "Written by `make torture`.",
        "",
        f"{told['fault_count']} faults on {told['on']}, seed {told['seed']}, {told['seconds']} s on {told['machine']}.",
        "`lost`: rows of an undisturbed home that are missing after the next run. `torn`: a snapshot or lake that",
        "could not be read at a moment, or damage not found or not mended. `hung`: no end. `crashed`: no sentence.",
        "",
        "| fault | injected | lost | torn | hung | crashed |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    rows = {**told["families"], "all": _total(told["families"])}
    lines += [
        f"| {name} | " + " | ".join(str(number) for number in counts.values()) + " |" for name, counts in rows.items()
    ]
    if read := told["readers"]:
        lines += [
            "",
            f"{read['queries']} queries of analysts in {read['seconds']} s ({read['queries_a_second']} a second) while "
            f"{read['publications']} publications went live; {read['snapshots_seen']} snapshots seen, "
            f"{len(read['errors'])} errors; slowest answer {read['slowest_ms']} ms.",
        ]
    return "\n".join(lines) + "\n"


def hostile_markdown(found: list[Outcome], seconds: float) -> str:
    """The table of hostile inputs for docs: what was recorded of them, and what had to hold for all of them."""
    inputs = [outcome for outcome in found if outcome.kind in _INPUTS]
    lost = sum(not outcome.is_kept for outcome in found)
    lines = [
        f"{len(inputs)} hostile inputs in one run on {datetime.now(UTC):%Y-%m-%d}, {seconds:.0f} s; "
        f"{lost} promises broken.",
        "",
        "| input | recorded as | times |",
        "|---|---|--:|",
    ]
    counts = Counter((outcome.kind, outcome.told) for outcome in inputs)
    lines += [f"| {kind} | {told.replace('|', ' ')} | {count} |" for (kind, told), count in sorted(counts.items())]
    lines += ["", "| for all of them | | |", "|---|---|---|"]
    good = sum(outcome.is_kept for outcome in found if outcome.kind == "good")
    lines.append(f"| good articles among them | {good} arrived | kept |")
    lines += [
        f"| {outcome.name} | {outcome.told} | {'kept' if outcome.is_kept else 'BROKEN'} |"
        for outcome in found
        if outcome.kind == "machine"
    ]
    return "\n".join(lines) + "\n"


def _total(families: dict[str, dict[str, int]]) -> dict[str, int]:
    names = ("faults", "lost", "torn", "hung", "crashed")
    return {name: sum(counts[name] for counts in families.values()) for name in names}
