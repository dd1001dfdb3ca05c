"""The command line `marsad`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_archive import backfill_app, rebuild
from flows.cli_brief import brief
from flows.cli_common import (
    FAILED,
    USAGE,
    WITH_ISSUES,
    AllowChanges,
    Arabic,
    ArabicOption,
    JsonFlag,
    fail,
    live,
    opened,
    read_settings,
    tell,
    usable,
)
from flows.cli_doctor import doctor
from flows.cli_history import diff
from flows.cli_notify import notify_app
from flows.cli_rules import rules_app
from flows.cli_search import search
from flows.cli_serve import serve
from flows.cli_watch import watch_app
from pipeline.report.console import Console, print_json, print_plain

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
feeds_app = typer.Typer(no_args_is_help=True, help="The feeds that are polled.")
app.add_typer(feeds_app, name="feeds")
app.add_typer(rules_app, name="rules")
app.add_typer(notify_app, name="notify")
app.add_typer(watch_app, name="watch")
app.command()(brief)
app.command()(diff)
app.command()(doctor)
app.command()(serve)
app.command()(search)
app.add_typer(backfill_app, name="backfill")
app.command()(rebuild)


class Output(StrEnum):
    """Forms that the result of a query can take."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    PARQUET = "parquet"
    GEOJSON = "geojson"
    GEOPARQUET = "geoparquet"
    HXL = "hxl"


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


@app.command()
def sql(
    query: Annotated[
        str, typer.Argument(help="One SQL query, in DuckDB's dialect, or the name of a table or view.")
    ] = "",
    file: Annotated[
        str | None, typer.Option("--file", "-f", help="Read the query from this file, or from standard input for -.")
    ] = None,
    output: Annotated[
        Output | None,
        typer.Option("--output", "-o", help="Form of the result; else that of the file's ending, else a table."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Write to this file instead; needed for parquet and geoparquet.")
    ] = None,
    arabic: ArabicOption = Arabic.AUTO,
) -> None:
    """Query the live snapshot, read-only: no other file, no network, no more than `MARSAD_QUERY_MEMORY_BYTES`.

    Recipes for the questions of the field are in `sql/examples`. A table shows the first 10,000 rows. csv is safe for
    Excel (a text that it would run as a formula has an apostrophe before it); hxl is CSV with HXL hashtags in its
    second row and ends with .hxl.csv; jsonl is one JSON object a line. geojson and geoparquet draw movements as lines
    from origin to destination, and other rows as points where they have lon and lat, place_id or place_ids.

    Examples: `marsad sql evacuation_reports`, `marsad sql evacuation_reports --to moves.geojson`,
    `marsad sql "FROM daily_counts" --to counts.csv`, `marsad sql "FROM casualty_reports" -o hxl`,
    `marsad sql --file sql/examples/people_moved_by_month.sql`
    """
    from pipeline.report.query import QueryError, form_of, run_query

    if bool(query) == bool(file):
        fail("Give a query, or a file that holds one with --file.", USAGE)
    if file:
        with opened(file) as stream:
            query = stream.read()
    settings = read_settings()
    live(settings)
    form = output.value if output else form_of(to)
    try:
        run_query(Console(), settings, query, form, to, arabic.value)
    except QueryError as error:
        fail(str(error), USAGE)


@app.command()
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


@app.command()
def extract(
    page: Annotated[str, typer.Argument(help="An HTML file, or the address of a page.")],
    url: Annotated[
        str | None, typer.Option(help="Address the file was saved from: it carries a date and an id.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what derive makes of one page.

    Examples: `marsad extract page.html --url http://arabic.news.cn/2018-05/29/c_137215577.htm --json`
    """
    from pipeline.report.single import SingleError, page_facts, read_page

    try:
        facts = page_facts(read_page(read_settings(), page, url))
    except SingleError as error:
        fail(str(error), FAILED)
    if as_json:
        print_json(facts)
        return
    body = facts.pop("body")
    for name, value in facts.items():
        print_plain(f"{name}: {value}")
    print_plain(f"\n{body}")


@app.command()
def tag(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    title: Annotated[str, typer.Option(help="Title of the text.")] = "",
    published: Annotated[str | None, typer.Option(help="Day of publication, YYYY-MM-DD.")] = None,
    as_json: JsonFlag = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read {"id","title","body","published"} a line, print one object a line.')
    ] = False,
    is_explained: Annotated[
        bool, typer.Option("--explain", help="Show the text with its marked words, what fired and what did not.")
    ] = False,
    arabic: ArabicOption = Arabic.AUTO,
) -> None:
    """Show the tags, movements and casualties of one text, or of a stream of texts, with the words that say so.

    Examples: `marsad tag report.txt --published 2017-08-28 --json`, `marsad tag report.txt --explain`,
    `marsad tag - --jsonl < texts.jsonl`
    """
    from pipeline.derive.explain import explain
    from pipeline.derive.rules import rules_for
    from pipeline.report.explained import explained_json, print_explained
    from pipeline.report.single import SingleError, day_of, plain_lines, tagged_lines, text_facts

    if is_explained and jsonl:
        fail("--explain shows one text; leave --jsonl out.", USAGE)
    settings = read_settings()
    rules = usable(lambda: rules_for(settings))
    try:
        with opened(file) as stream:
            if jsonl:
                for line in tagged_lines(stream, rules):
                    print(line)
                return
            text = stream.read()
        if is_explained:
            explained = explain(title, text, day_of(published), rules)
            if as_json:
                print_json(explained_json(explained))
            else:
                print_explained(Console(), explained, arabic.value)
            return
        facts = text_facts(title, text, published, rules)
    except SingleError as error:
        fail(str(error), USAGE)
    if as_json:
        print_json(facts)
        return
    for line in plain_lines(facts):
        print_plain(line)


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
