"""The commands `marsad status` and `marsad feeds check`."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_common import (
    FAILED,
    WITH_ISSUES,
    JsonFlag,
    fail,
    live,
    read_settings,
    usable,
)
from pipeline.report.console import Console, print_json

feeds_app = typer.Typer(no_args_is_help=True, help="The feeds that are polled.")


def status(
    gaps: Annotated[
        bool,
        typer.Option("--gaps", help="Show where articles of the feeds are probably missing, and what would fill it."),
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Show how Marsad is and what needs a person; or the gaps in what is here.

    Last run and last good run, each feed against its own rhythm, failures, issues, the archive's age, disk and its
    growth; also without a snapshot, and when the last run failed. Exit code 0 when all is well, 1 when the last run
    failed or no snapshot can be read, 3 when something else needs a person.

    With --gaps: polls of a feed that cannot overlap the one before, days with less than half of what the feed usually
    has, a calendar of them, and the commands that would fill them. Exit code 3 where there are gaps.

    Examples: `marsad status`, `marsad status --json`, `marsad status --gaps`
    """
    from pipeline.collect.collect import utc_now
    from pipeline.report.gaps import print_gaps, read_gaps
    from pipeline.report.shown_status import print_status
    from pipeline.report.status import SnapshotError, ask, read_status

    settings = read_settings()
    if gaps:
        try:
            facts = ask(live(settings), read_gaps)
        except SnapshotError as error:
            fail(str(error), FAILED)
    else:
        facts = read_status(settings, utc_now())
    if as_json:
        print_json(facts)
    elif gaps:
        print_gaps(Console(), facts)
    else:
        print_status(Console(), facts)
    if gaps:
        raise typer.Exit(WITH_ISSUES if facts["gaps"]["total"] else 0)
    if facts["snapshot"] is None and not facts["unreadable"]:
        live(settings)
    if {need["word"] for need in facts["needs"]} & {"run_failed", "snapshot_damaged"}:
        raise typer.Exit(FAILED)
    raise typer.Exit(WITH_ISSUES if facts["needs"] else 0)


@feeds_app.command("check")
def feeds_check(as_json: JsonFlag = False) -> None:
    """Ask every feed once and say what it is: alive, stale, blocked, not a feed; nothing is stored.

    Example: `MARSAD_FEEDS=my_feeds.toml marsad feeds check`
    """
    from pipeline.collect.check import check_feeds
    from pipeline.collect.feeds import load_feeds
    from pipeline.report.shown_status import print_checks

    settings = read_settings()
    checks = check_feeds(settings, usable(lambda: load_feeds(settings.feeds)))
    if as_json:
        print_json(checks)
    else:
        print_checks(Console(), checks)
    if all(check["health"] not in ("alive", "stale", "empty") for check in checks):
        raise typer.Exit(FAILED)
    raise typer.Exit(0 if all(check["health"] == "alive" for check in checks) else WITH_ISSUES)
