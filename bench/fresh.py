"""Timed in a process of its own: `python -m bench.fresh` loads everything, then tags reports with empty memos.

Reads reports as JSON [title, body, day] from standard input and writes seconds by name to standard output.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from itertools import pairwise


def main() -> None:
    """Load, tag each report once, print what that took."""
    reports = [(title, body, date.fromisoformat(day)) for title, body, day in json.load(sys.stdin)]
    marks = [("", time.process_time())]

    def mark(name: str) -> None:
        marks.append((name, time.process_time()))

    # The imports are timed: word lists of numbers, casualties and movements are read with their modules.
    from pipeline.derive.actors import load_actors
    from pipeline.derive.gazetteer import load_gazetteer
    from pipeline.derive.rules import load_rules
    from pipeline.derive.tags import tag_report

    mark("modules")
    rules = load_rules()
    mark("rules")
    load_gazetteer()
    mark("gazetteer")
    load_actors()
    mark("actors")
    for title, body, on in reports:
        tag_report(title, body, on, rules)
    mark("cold")
    json.dump({name: at - before for (_, before), (name, at) in pairwise(marks)}, sys.stdout)


if __name__ == "__main__":
    main()
