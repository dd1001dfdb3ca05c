"""One extractor over some pages, timed in a process of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_CHILD = Path(__file__).with_name("child.py")
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Timed:
    """What an extractor took over all pages, and the text that it found on each (None for nothing)."""

    version: str
    cpu_s: float
    wall_s: float
    texts: tuple[str | None, ...]

    @property
    def per_second(self) -> float:
        """Pages a second of processor time of one process."""
        return len(self.texts) / self.cpu_s


def timed(extractor: str, python: Path | str, pages: Sequence[tuple[str, str]]) -> Timed:
    """Run an extractor of `child.py` over pages (URL and HTML) by that Python; raise what it says when it fails."""
    done = subprocess.run(
        [str(python), str(_CHILD), extractor],
        input=json.dumps(pages),
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
    )
    if done.returncode:
        raise RuntimeError(f"{extractor} failed by {python}: {done.stderr.strip()[-600:]}")
    told = json.loads(done.stdout)
    return Timed(told["version"], told["cpu_s"], told["wall_s"], tuple(told["texts"]))
