"""The command `marsad brief`."""

from __future__ import annotations

import webbrowser
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_common import FAILED, USAGE, JsonFlag, fail, read_settings
from pipeline.report.console import print_json


def brief(
    day: Annotated[str | None, typer.Option("--date", help="Brief of this day, YYYY-MM-DD.", metavar="DAY")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First day.", metavar="DAY")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day.", metavar="DAY")] = None,
    is_opened: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write one HTML page on some days: what is new, who left which place for where, a map, a time line, corrections.

    Without days it is about the day of the last daily run, as the page that each run leaves in `MARSAD_HOME/briefs`.
    A day has the reports published on it (UTC) and those that a daily run of that day first read. The page is in Arabic
    and English and loads nothing. With --json its facts are printed, every report of the days, and no page is written.

    Examples: `marsad brief --open`, `marsad brief --date 2017-08-28 --output qalamoun.html`,
    `marsad brief --from 2018-03-01 --to 2018-03-31`
    """
    from pipeline.report.brief.read import EVERYTHING, BriefError, read_brief
    from pipeline.report.brief.write import write_brief

    settings = read_settings()
    begin, end = _days(day, first, last)
    if not settings.database.exists():
        fail(f"{settings.database} does not exist yet: run `marsad daily` or `marsad demo` first.", FAILED)
    try:
        if as_json:
            facts = read_brief(settings.database, begin, end, EVERYTHING)
            print_json(facts)
            return
        path = write_brief(settings, begin, end, output)
    except BriefError as error:
        fail(str(error), FAILED)
    print(path)
    if is_opened and not webbrowser.open(path.resolve().as_uri()):
        fail(f"No browser could be started; open {path.resolve()} in one.", FAILED)


def _days(day: str | None, first: str | None, last: str | None) -> tuple[date | None, date | None]:
    if day and (first or last):
        fail("--date is one day; leave it out where --from and --to are given.", USAGE)
    begin, end = _day(day or first), _day(day or last)
    if begin and end and begin > end:
        fail(f"--from {begin} is after --to {end}.", USAGE)
    return begin, end


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        fail(f"{text} is no day: write it as 2017-08-28.", USAGE)
