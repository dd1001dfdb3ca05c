"""The command `marsad diff`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from flows.cli_common import USAGE, JsonFlag, fail, read_settings
from pipeline.report.console import Console, print_json


def diff(
    before: Annotated[
        str, typer.Argument(help="A .duckdb file, a lake folder, the id of a kept snapshot, live, or candidate.")
    ],
    after: Annotated[str, typer.Argument(help="The same.")] = "live",
    as_json: JsonFlag = False,
) -> None:
    """Compare the reports of two snapshots: counts by tag and subtype, what was added, changed or withdrawn.

    The candidate is what a run built and a check refused, or what `marsad rebuild --dry-run` built.

    Examples: `marsad diff live candidate`, `marsad diff old.duckdb new.duckdb --json`
    """
    from pipeline.report.diff import DiffError, compare, find_snapshot, print_difference

    settings = read_settings()
    try:
        found = compare(find_snapshot(settings, before), find_snapshot(settings, after))
    except DiffError as error:
        fail(str(error), USAGE)
    if not as_json:
        print_difference(Console(), found)
        return
    facts = asdict(found)
    facts["counts"] = [dict(zip(("tag", "subtype", "before", "after"), row, strict=True)) for row in found.counts]
    facts["reports"] = [dict(zip(("change", "url", "old", "new"), row, strict=True)) for row in found.reports]
    print_json(facts)
