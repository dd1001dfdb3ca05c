"""Sources of old material: WARC files, saved feeds, saved pages, tables of articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.collect.feeds import Feed
from pipeline.collect.found import Source
from pipeline.collect.sources.feeds import FeedsSource
from pipeline.collect.sources.pages import PagesSource
from pipeline.collect.sources.table import TableSource
from pipeline.collect.sources.wanted import Wanted
from pipeline.collect.sources.warc import WarcSource
from pipeline.settings import SettingsError

# What each kind can be told beside its paths.
OPTIONS = {
    "warc": {"urls"},
    "feeds": {"feed", "saved_at"},
    "pages": {"urls", "mapping", "saved_at"},
    "table": {"columns", "saved_at"},
}


def source_of(kind: str, paths: Sequence[str], feeds: Sequence[Feed], options: Mapping[str, Any]) -> Source:
    """Return the source of a kind of OPTIONS; `options` hold plain values, as a flow's parameters do.

    `urls` are patterns, `mapping` a file, `columns` a mapping of fields to columns, `saved_at` an ISO time, UTC without
    a zone. Raises SettingsError for anything else, and for what a source cannot use.
    """
    if kind not in OPTIONS:
        raise SettingsError(f"{kind!r} is no kind of old material; there are {', '.join(OPTIONS)}.")
    if unknown := sorted(set(options) - OPTIONS[kind]):
        raise SettingsError(f"{unknown[0]!r} is no option of {kind}; it has {', '.join(sorted(OPTIONS[kind]))}.")
    now = datetime.now(UTC)
    wanted, saved_at = Wanted(feeds, options.get("urls", ())), _moment(options.get("saved_at"))
    if kind == "warc":
        return WarcSource(paths, wanted, now)
    if kind == "feeds":
        return FeedsSource(paths, wanted, now, options.get("feed"), saved_at)
    if kind == "pages":
        mapping = options.get("mapping")
        return PagesSource(paths, wanted, now, Path(mapping) if mapping else None, saved_at)
    return TableSource(paths, now, options.get("columns"), saved_at)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"{text!r} is no time: write it as 2017-08-28 or 2017-08-28T03:17.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
