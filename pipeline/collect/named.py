"""Articles that archived feeds name and of which no page is archived: how to find captures of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.collect.cdx import Listed, Query
from pipeline.derive.urls import article_id, is_article_url, page_number, url_date

_DAY_FOLDER = re.compile(r"https?://[^/?#]+(?:/[^/?#]+)*?/(?:\d{4}-\d\d/\d\d|\d{4}/\d{4}|\d{8})/", re.IGNORECASE)
_PAGE_SUFFIX = re.compile(r"(?:[_-]\d{1,3})?\.html?(?:[?#].*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """An article: its URL as a feed gave it, the time by which that named it, aware, and the feed's id."""

    article_id: str
    url: str
    at: datetime
    feed_id: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that one list of captures tells of."""

    query: Query
    articles: list[Named]


def groups(articles: Iterable[Named], spelling: Callable[[str], str]) -> list[Group]:
    """Part articles so that few lists have to be asked for; `spelling` gives the address that is looked for.

    Where two or more are of one day, and so below one folder, the list of that folder tells of all of them: a feed
    names some tens of articles a day. An article that is alone gets a list of its own, with its further pages.
    """
    folders: dict[str, list[Named]] = defaultdict(list)
    alone: list[Named] = []
    for article in articles:
        url = spelling(article.url)
        match = _DAY_FOLDER.match(url) if url_date(url) else None
        if match:
            folders[match[0]].append(article)
        else:
            alone.append(article)
    found = [Group(Query(folder, is_prefix=True), members) for folder, members in folders.items() if len(members) > 1]
    alone += [members[0] for members in folders.values() if len(members) == 1]
    for article in alone:
        url = spelling(article.url)
        stem = _PAGE_SUFFIX.sub("", url)
        query = Query(stem, is_prefix=True) if is_article_url(url) and stem != url else Query(url)
        found.append(Group(query, [article]))
    return sorted(found, key=lambda group: min(article.at for article in group.articles))


def by_article(captures: Iterable[Listed]) -> dict[str, list[Listed]]:
    """The captures of a list, under the ids of the articles that they are of."""
    found: dict[str, list[Listed]] = defaultdict(list)
    for capture in captures:
        found[article_id(capture.url)].append(capture)
    return found


def best_captures(captures: Sequence[Listed], at: datetime) -> list[Listed]:
    """The captures to fetch among those of one article: one a page, the first page last; [] without a first page.

    That is the first one after `at`, when a feed named it: the text nearest to what was published; else the last one
    before. The first page comes last since an article counts as there as soon as its first page is.
    """
    by_page: dict[int, list[Listed]] = defaultdict(list)
    for capture in captures:
        by_page[page_number(capture.url)].append(capture)
    if 1 not in by_page:
        return []
    first = _nearest(by_page.pop(1), at)
    return [*(_nearest(of_page, first.captured_at) for _, of_page in sorted(by_page.items())), first]


def _nearest(captures: list[Listed], moment: datetime) -> Listed:
    later = [capture for capture in captures if capture.captured_at >= moment]
    if later:
        return min(later, key=lambda capture: (capture.captured_at, capture.url))
    return max(captures, key=lambda capture: (capture.captured_at, capture.url))
