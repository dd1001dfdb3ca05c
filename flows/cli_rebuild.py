"""The command `marsad rebuild`."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_common import FAILED, WITH_ISSUES, AllowChanges, JsonFlag, fail, read_settings, usable
from pipeline.report.console import Console, print_json


def rebuild(
    tags_only: Annotated[
        bool, typer.Option("--tags-only", help="Tag the stored texts again; read no capture.")
    ] = False,
    month: Annotated[
        str | None, typer.Option(help="Read and tag again what was captured or published in a month, YYYY-MM.")
    ] = None,
    from_lake: Annotated[
        bool, typer.Option("--from-lake", help="Only put the DuckDB file back, as the Parquet lake has it.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Read everything first, and make again what is damaged: see marsad doctor.")
    ] = False,
    allow_changes: AllowChanges = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Build and check it and publish nothing; compare: `marsad diff live candidate`."
        ),
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Make the snapshot again from the archive, without fetching: after a change of rules or of the code.

    Says how many texts were tagged again, and which tags and movements came and went. Where new rules or code would
    change more than a fifth of the tags, or rows would get lost, nothing is published without --allow-changes.

    Examples: `marsad rebuild --tags-only`, `marsad rebuild --month 2017-08`, `marsad rebuild --dry-run --json`
    """
    from flows.run import RunFailedError, run_rebuild
    from pipeline.report.changes import print_changes

    settings = read_settings()
    if from_lake:
        _restore(as_json)
        return
    try:
        summary, issues = usable(
            lambda: run_rebuild(
                settings,
                tags_only=tags_only,
                month=month,
                allow_changes=allow_changes,
                is_candidate=dry_run,
                is_repair=repair,
            )
        )
    except RunFailedError as error:
        fail(str(error), FAILED)
    if as_json:
        print_json(summary | {"issue_count": issues})
    else:
        name = "Candidate, not published," if dry_run else "Snapshot"
        print(
            f"{name} {summary['snapshot_id']}: {summary['files_read']} archive files read, "
            f"{summary['texts_tagged']} texts tagged again. {issues} issues."
        )
        print_changes(Console(), summary["changes"])
    raise typer.Exit(WITH_ISSUES if issues else 0)


def _restore(as_json: bool) -> None:
    from pipeline.warehouse.lake import LakeError
    from pipeline.warehouse.publish import BusyError
    from pipeline.warehouse.rebuild import restore

    try:
        snapshot_id = restore(read_settings())
    except (BusyError, LakeError) as error:
        fail(str(error), FAILED)
    if as_json:
        print_json({"snapshot_id": snapshot_id})
    else:
        print(f"Snapshot {snapshot_id} is back, as the lake has it.")
