"""What a run has to know of an answer as soon as it has come: what a feed names, which pages an article has.

Answers are read in another process, within their budget; derive reads the same captures again, and records what is
wrong with them.
"""

from __future__ import annotations

from pipeline.capture import Capture
from pipeline.derive.articles import PageError, extract_page
from pipeline.derive.budget import GivenUpError, document
from pipeline.derive.entries import Entry, parse_entries
from pipeline.derive.urls import page_number
from pipeline.settings import Settings
from pipeline.warehouse.processes import budget_of, read_apart


async def entries_of(settings: Settings, capture: Capture, kind: str) -> list[Entry]:
    """The entries of a feed. Raises FeedError, GivenUpError."""
    return await read_apart(_entries, (capture, kind), budget_of(settings))


async def further_pages(settings: Settings, capture: Capture) -> list[str]:
    """URLs of the pages after the first that an article's page links; none where it cannot be read."""
    try:
        return await read_apart(_further_pages, capture, budget_of(settings))
    except (PageError, GivenUpError):
        return []


def _entries(job: tuple[Capture, str]) -> list[Entry]:
    with document(job[0].capture_id):
        return parse_entries(*job)


def _further_pages(capture: Capture) -> list[str]:
    with document(capture.capture_id):
        return [url for url in extract_page(capture).page_urls if page_number(url) > 1]
