"""Writes briefs where people find them: one file for the days asked for, and a link to the latest."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from pipeline.report.brief.page import brief_page
from pipeline.report.brief.read import BriefError, read_brief
from pipeline.settings import Settings


def write_brief(
    settings: Settings, first: date | None = None, last: date | None = None, output: Path | None = None
) -> Path:
    """Write the brief of the days `first` to `last`, else of the day of the last daily run; return its file.

    Without `output` it is `briefs/DAY.html` in the home, and without days `briefs/latest.html` leads to it. A reader
    finds the whole page or the one before, never half of it.

    Raises BriefError when there is nothing to read or the file cannot be written.
    """
    facts = read_brief(settings.database, first, last)
    days = facts["days"]
    name = f"{days['first']}.html" if days["first"] == days["last"] else f"{days['first']}_{days['last']}.html"
    target = output or settings.briefs / name
    page = brief_page(facts, datetime.now(UTC).replace(tzinfo=None))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # A text can hold half of a surrogate pair, which no encoding has.
        _replace(target, page.encode("utf-8", "replace"))
        if output is None and first is None and last is None:
            link = target.with_name(".latest.html.unfinished")
            link.unlink(missing_ok=True)
            link.symlink_to(target.name)
            link.replace(target.with_name("latest.html"))
    except OSError as error:
        raise BriefError(f"The brief cannot be written to {target}: {error.strerror}.") from error
    return target


def _replace(target: Path, page: bytes) -> None:
    # The process in the name: two briefs written at once must not write into each other.
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        unfinished.write_bytes(page)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
