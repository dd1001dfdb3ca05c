"""The command line `marsad`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_backfill import backfill_app
from flows.cli_brief import brief
from flows.cli_common import (
    FAILED,
    WITH_ISSUES,
    AllowChanges,
    Arabic,
    ArabicOption,
    JsonFlag,
    fail,
    read_settings,
    tell,
    usable,
)
from flows.cli_doctor import doctor
from flows.cli_history import diff
from flows.cli_notify import notify_app
from flows.cli_rebuild import rebuild
from flows.cli_rules import rules_app
from flows.cli_search import search
from flows.cli_serve import serve
from flows.cli_single import extract, tag
from flows.cli_source import source
from flows.cli_sql import sql
from flows.cli_status import feeds_app, status
from flows.cli_watch import watch_app
from pipeline.report.console import print_json

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Marsad reads Xinhua's Arabic news and keeps an SQL warehouse of conflict and evacuation reports.

All state lives in the folder `MARSAD_HOME` (default `./data`). Exit codes: 0 fine, 1 failed, 2 usage, 3 done with
issues that a person should look at (`marsad status` shows them).

Try it without a network: `marsad demo`""",
)
app.add_typer(feeds_app, name="feeds")
app.add_typer(rules_app, name="rules")
app.add_typer(notify_app, name="notify")
app.add_typer(watch_app, name="watch")
app.command()(brief)
app.command()(diff)
app.command()(doctor)
app.command()(serve)
app.command()(search)
app.command()(source)
app.command()(sql)
app.command()(status)
app.command()(extract)
app.command()(tag)
app.add_typer(backfill_app, name="backfill")
app.command()(rebuild)


@app.command()
def daily(allow_changes: AllowChanges = False, as_json: JsonFlag = False) -> None:
    """Run the daily job once: fetch the feeds and what is due, derive, publish a new snapshot.

    Examples: `marsad daily`, `MARSAD_HOME=/srv/marsad MARSAD_FEEDS=my_feeds.toml marsad daily --json`
    """
    from flows.run import RunFailedError, run_daily
    from pipeline.report.summary import entry_outcomes

    settings = read_settings()
    try:
        summary, issues = usable(lambda: run_daily(settings, allow_changes=allow_changes))
    except RunFailedError as error:
        fail(str(error), FAILED)
    if as_json:
        print_json(summary | {"issue_count": issues})
    else:
        took = ", ".join(f"{stage} {seconds} s" for stage, seconds in summary["stages_s"].items())
        print(
            f"Run {summary['run_id']}: {summary['attempt_count']} requests "
            f"({summary['not_modified_count']} not modified), {summary['new_article_count']} new articles, "
            f"{summary['revised_article_count']} revised; {summary['seen_entry_count']} entries: "
            f"{entry_outcomes(summary)}. {issues} issues. Took: {took}. Brief: {summary['brief']}"
        )
    if summary["brief_failure"]:
        fail(f"The snapshot is published, but its brief could not be written: {summary['brief_failure']}", WITH_ISSUES)
    if summary["watch_failure"]:
        fail(f"The snapshot is published, but not all was told: {summary['watch_failure']}", WITH_ISSUES)
    raise typer.Exit(WITH_ISSUES if issues else 0)


@app.command()
def demo(
    home: Annotated[Path, typer.Option(help="Folder for the demo's own state.")] = Path("data/demo"),
    picture: Annotated[Path | None, typer.Option(help="Also draw the result into this SVG file.")] = None,
    arabic: ArabicOption = Arabic.AUTO,
) -> None:
    """Run the real daily flow against the sample site, served on loopback, and show the result.

    Example: `marsad demo --picture docs/demo.svg`
    """
    from flows.demo import run_demo

    run_demo(home, picture, arabic.value)


def main() -> None:
    """Run the command line; a failure of the machine ends it with a sentence."""
    try:
        app()
    except Exception as error:
        from pipeline.report.failure import why_failed

        told = why_failed(error)
        if told is None:
            raise
        tell(told, FAILED)
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
