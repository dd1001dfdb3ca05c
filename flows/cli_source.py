"""The command `marsad source`."""

from __future__ import annotations

import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_common import FAILED, USAGE, Arabic, ArabicOption, JsonFlag, fail, live, read_settings
from pipeline.report.console import Console, print_json


def source(
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="An evacuation_id, count_id, casualty_id, tag_id, revision_id, article_id or capture_id, or the "
            "address of an article.",
        ),
    ],
    html: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the archived page to this file, or - for standard output.")
    ] = None,
    is_opened: Annotated[bool, typer.Option("--open", help="Open the archived page in the browser.")] = False,
    as_json: JsonFlag = False,
    arabic: ArabicOption = Arabic.AUTO,
) -> None:
    """Show where a row was read: address, time, WARC file and offset, and the sentences with the words that say it.

    `--open` and `--html` give those sentences and below them each page as it was archived, in a frame that runs no
    scripts and loads nothing: no pictures, no styles of others. Words are marked in the sentences, not in the frame.

    Examples: `marsad source http://arabic.news.example/2017-08/29/c_136562140.htm --open`,
    `marsad source 0f3a… --html page.html`, `marsad source 0f3a… --json`
    """
    from pipeline.report.source import SourceError, find_source, print_source
    from pipeline.report.source_page import archived_page

    if html == "-" and as_json:
        fail("--json and --html - would both write to standard output: name a file for one of them.", USAGE)
    settings = read_settings()
    live(settings)
    try:
        facts = find_source(settings, name)
    except SourceError as error:
        fail(str(error), USAGE)
    try:
        page = archived_page(settings, facts) if html or is_opened else ""
    except SourceError as error:
        fail(str(error), FAILED)
    path = Path(html) if html and html != "-" else None
    if is_opened and path is None:
        path = Path(tempfile.mkdtemp(prefix="marsad-")) / "page.html"
    if path:
        _write(path, page)
    if html == "-":
        sys.stdout.write(page)
    if as_json:
        print_json(facts)
    elif html != "-":
        print_source(Console(), facts, arabic.value)
    if path and is_opened and not webbrowser.open(path.resolve().as_uri()):
        fail(f"No browser could be started; open {path.resolve()} in one.", FAILED)


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}.", FAILED)
