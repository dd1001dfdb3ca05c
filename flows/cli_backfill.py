"""The commands `marsad backfill …`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from flows.cli_common import FAILED, WITH_ISSUES, AllowChanges, JsonFlag, fail, read_settings, usable
from pipeline.report.console import Console, print_json
from pipeline.settings import Settings, SettingsError

backfill_app = typer.Typer(
    no_args_is_help=True,
    help="""Read old material in: WARC files, saved feeds and pages, tables of others.

All of it ends in the same archive and the same tables, whatever the order; what is there already is not added again.
A run that was killed goes on where it was when it is started again. `docs/backfill.md` tells more.""",
)
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say how much it would add, and write nothing.")]
Paths = Annotated[list[str], typer.Argument(help="Files, folders or patterns such as 'old/*.warc.gz'.")]


def run(
    kind: str,
    paths: list[str],
    options: dict[str, Any],
    *,
    dry_run: bool,
    as_json: bool,
    fetch: str = "no",
    most: int | None = None,
    allow_changes: bool = False,
) -> None:
    """Read old material in, or say what that would add, and end the command."""
    from flows.run import RunFailedError, run_backfill
    from pipeline.report.backfilled import print_backfill
    from pipeline.warehouse.publish import BusyError

    settings = read_settings()
    given = {name: value for name, value in options.items() if value is not None}
    try:
        if dry_run:
            facts, issues = usable(lambda: _expected(settings, kind, paths, given)), 0
        else:
            facts, issues = usable(
                lambda: run_backfill(settings, kind, paths, given, fetch, most, allow_changes=allow_changes)
            )
    except (RunFailedError, BusyError) as error:
        fail(str(error), FAILED)
    if as_json:
        print_json(facts | {"issue_count": issues})
    else:
        print_backfill(Console(), facts)
        if "fetched" in facts:
            print_backfill(Console(), facts["fetched"])
    is_to_look_at = issues or facts["counts"]["unreadable"] or "not_asked" in facts["passed_over"]
    raise typer.Exit(WITH_ISSUES if is_to_look_at else 0)


def _expected(settings: Settings, kind: str, paths: list[str], options: dict[str, Any]) -> dict[str, Any]:
    from pipeline.collect.collect import utc_now
    from pipeline.collect.feeds import load_feeds
    from pipeline.collect.sources import source_of
    from pipeline.report.backfilled import expected_facts
    from pipeline.report.progress import shown_progress
    from pipeline.warehouse.backfill_wayback import expect_wayback
    from pipeline.warehouse.expect import expect

    feeds = load_feeds(settings.feeds)
    if kind != "wayback":
        source = source_of(kind, paths, feeds, options)
        with shown_progress() as progress:
            return expected_facts(expect(settings, source, progress))
    from flows.run import prepare_prefect

    prepare_prefect(settings)
    from flows.backfill import asked_of_wayback

    asked, span = asked_of_wayback(feeds, options)
    with shown_progress() as progress:
        return expected_facts(expect_wayback(settings, asked, span, utc_now, progress))


Urls = Annotated[
    list[str] | None,
    typer.Option(
        "--url",
        help="Take every page whose address fits, * for anything, such as 'arabic.people.com.cn/*'; repeatable.",
    ),
]
SavedAt = Annotated[str | None, typer.Option(help="When what tells no time was saved, such as 2017-08-28T03:17, UTC.")]


Fetch = Annotated[
    str, typer.Option(help="Fetch articles that archived feeds name and that have no page: no, wayback or live.")
]
Most = Annotated[int | None, typer.Option(min=1, help="Fetch at most so many articles.")]


@backfill_app.command()
def warc(
    paths: Paths,
    url: Urls = None,
    fetch: Fetch = "no",
    most: Most = None,
    allow_changes: AllowChanges = False,
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """Read WARC files (.warc, .warc.gz, .wacz): articles and feeds known by their addresses, or what --url asks for.

    Examples: `marsad backfill warc old/`, `marsad backfill warc 'CC-NEWS-2017*.warc.gz' --url 'arabic.news.cn/*'`
    """
    run(
        "warc",
        paths,
        {"urls": url},
        allow_changes=allow_changes,
        dry_run=dry_run,
        as_json=as_json,
        fetch=fetch,
        most=most,
    )


@backfill_app.command()
def feeds(
    paths: Paths,
    feed: Annotated[str | None, typer.Option(help="Id of the feed, where neither folder nor file tells.")] = None,
    saved_at: SavedAt = None,
    fetch: Fetch = "no",
    most: Most = None,
    allow_changes: AllowChanges = False,
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """Read saved feed files; the time of saving is in the file's name or in the feed, else --saved-at.

    Examples: `marsad backfill feeds saved/`, `marsad backfill feeds saved/20170828T031700Z.xml --feed my_feed`
    """
    options = {"feed": feed, "saved_at": saved_at}
    run("feeds", paths, options, allow_changes=allow_changes, dry_run=dry_run, as_json=as_json, fetch=fetch, most=most)


@backfill_app.command()
def pages(
    paths: Paths,
    url: Urls = None,
    urls_from: Annotated[
        str | None, typer.Option(help="CSV or TSV file with the columns path, url and captured_at.")
    ] = None,
    saved_at: SavedAt = None,
    allow_changes: AllowChanges = False,
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """Read saved pages; their address is in the mapping, in the path of a mirror, or in the page itself.

    Examples: `marsad backfill pages arabic.news.cn/`, `marsad backfill pages saved/ --urls-from saved/urls.csv`
    """
    options = {"urls": url, "mapping": urls_from, "saved_at": saved_at}
    run("pages", paths, options, allow_changes=allow_changes, dry_run=dry_run, as_json=as_json)


@backfill_app.command()
def table(
    paths: Paths,
    columns: Annotated[
        str | None,
        typer.Option("--map", help="Which column holds what: title=headline,body=text,url=link."),
    ] = None,
    saved_at: SavedAt = None,
    allow_changes: AllowChanges = False,
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """Read articles from a table: JSON Lines, JSON, CSV or Parquet.

    Example: `marsad backfill table articles.jsonl --map title=headline,body=content,url=link,published=date`
    """
    given = usable(lambda: _columns(columns)) if columns else None
    run(
        "table",
        paths,
        {"columns": given, "saved_at": saved_at},
        allow_changes=allow_changes,
        dry_run=dry_run,
        as_json=as_json,
    )


@backfill_app.command()
def wayback(
    begin: Annotated[str, typer.Option("--from", help="First day, such as 2017-08-01.")],
    end: Annotated[str, typer.Option("--to", help="Last day.")],
    feed: Annotated[
        list[str] | None, typer.Option(help="Id or URL of a feed of the feeds file; all where none is named.")
    ] = None,
    most: Most = None,
    allow_changes: AllowChanges = False,
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """Fetch old captures of feeds, and of the articles that they name, from the Wayback Machine.

    It is asked politely (`MARSAD_WAYBACK_DELAY_S`); a run that was stopped asks for nothing twice.

    Example: `marsad backfill wayback --feed xinhua_arabic_world --from 2017-08-01 --to 2017-08-31`
    """
    options = {"feeds": feed, "from": begin, "to": end}
    run("wayback", [], options, allow_changes=allow_changes, dry_run=dry_run, as_json=as_json, most=most)


def _columns(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",")]
    if any(not (field and equals and column) for field, equals, column in pairs):
        raise SettingsError(f"--map {text!r}: write it as title=headline,body=content,url=link,published=date.")
    return {field.strip(): column.strip() for field, _, column in pairs}
