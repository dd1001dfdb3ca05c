"""`python -m bench.archive --articles N --out DIR`: make an archive in Xinhua's shape, of any size."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.archive.plan import Plan
from bench.archive.write import Output, write_archive


def main() -> int:
    """Write the archive and print its manifest without the lists."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.archive", description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    add = parser.add_argument
    add("--articles", type=int, required=True, help="number of originals")
    add("--out", type=Path, required=True, help="new or empty folder")
    add("--seed", type=int, default=Plan(0).seed, help="the same seed makes the same files")
    for name, meaning in (
        ("corrections", "captured again with a changed text"),
        ("copies", "the same text, or nearly, under another URL too"),
        ("foreign", "pages on top that are no Arabic articles"),
        ("unknown", "shown in a layout that no template knows"),
    ):
        add(f"--{name}", type=float, default=getattr(Plan(0), name), metavar="SHARE", help=meaning)
    add("--damage", type=float, default=0.0, metavar="SHARE", help="spoilt, or followed by a record of another type")
    add("--saved-pages", type=float, default=0.0, metavar="SHARE", help="saved as files instead of in a WARC")
    add("--feeds", action="store_true", help="save feeds that list the articles too")
    add("--files-of", type=int, default=Output().files_of, metavar="PAGES", help="pages of a WARC file")
    given = parser.parse_args()
    plan = Plan(given.articles, given.seed, given.corrections, given.copies, given.foreign, given.unknown)
    try:
        manifest = write_archive(given.out, plan, Output(given.damage, given.feeds, given.saved_pages, given.files_of))
    except FileExistsError as error:
        print(f"bench.archive: {error}", file=sys.stderr)
        return 2
    told = {name: value for name, value in manifest.items() if name not in ("damaged", "files")}
    print(json.dumps(told | {"files": len(manifest["files"])}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
