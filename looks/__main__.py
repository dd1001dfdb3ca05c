"""`python -m looks FOLDER`: look at every page in Chromium; pictures and PDFs go into the folder."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from looks.briefs import brief_pages, sample_home
from looks.browser import NoBrowserError, chromium, look_at
from looks.explorer import explorer_pages


def main() -> int:
    """Print a line a look; return 1 when one found a fault, and 2 without a browser."""
    parser = argparse.ArgumentParser(prog="python -m looks", description=__doc__)
    parser.add_argument("folder", type=Path, help="where pictures and PDFs go")
    folder = parser.parse_args().folder
    try:
        chromium()
    except NoBrowserError as error:
        print(error, file=sys.stderr)
        return 2
    faults = 0
    with tempfile.TemporaryDirectory() as home:
        settings = sample_home(Path(home) / "home")
        with explorer_pages(settings) as pages:
            for look in look_at([*pages, *brief_pages(settings)], folder):
                print(f"{look.name}: {look.received_bytes / 1000:,.0f} KB, interactive after {look.interactive_ms} ms")
                for fault in look.faults:
                    print(f"  {fault}")
                faults += len(look.faults)
    print(f"{faults} faults; pictures in {folder}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
