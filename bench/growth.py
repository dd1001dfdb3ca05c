"""Measured in a process of its own: `python -m bench.growth EXTRACTOR FIRST LAST` reads pages that all differ.

Writes the megabytes that the process holds after FIRST and after LAST pages, as a JSON list.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import islice
from pathlib import Path

import trafilatura

from bench.pages import endless_pages
from pipeline.derive.articles import extract_page


def main() -> None:
    """Read the pages with one extractor, print what the process holds twice."""
    extractor, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    held = []
    for number, page in enumerate(islice(endless_pages(), last), start=1):
        if extractor.startswith("Marsad"):
            extract_page(page)
        else:
            trafilatura.extract(page.body, with_metadata=True)
        if number in (first, last):
            held.append(_resident())
    json.dump(held, sys.stdout)


def _resident() -> float:
    """Megabytes of memory that this process holds (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
