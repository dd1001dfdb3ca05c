"""The articles of the sample site, as data: one TOML file an article under `samples/articles`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

NEWSROOM = timezone(timedelta(hours=8))
ARTICLES = Path(__file__).parent / "articles"

Label = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of a report: `text` is how it stands in the body, `style` which of the forms it is."""

    place: str
    on: date
    style: str
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What phase 2 changes: a new title, and (old, new) strings replaced in the body."""

    at: datetime
    title: str
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its author wrote it.

    `published` is aware, on the newsroom's clock (UTC+8). `body` is its paragraphs without
    markup. `tags` are the labels that annotation gives it: (tag, subtype, trigger), trigger
    None for conflict. `page_break` is the number of paragraphs on its first page, 0 for one
    page. Only title, body, published, template and url are needed to render one.
    """

    title: str
    body: tuple[str, ...]
    published: datetime
    template: str
    url: str
    slug: str = ""
    section: str = "world"
    author: str = ""
    editor: str = ""
    language: str = "ar"
    dateline: Dateline | None = None
    tags: tuple[Label, ...] = ()
    why: str = ""
    feeds: tuple[str, ...] = ()
    reprint_of: str = ""
    page_break: int = 0
    phase: int = 1
    correction: Correction | None = None
    updated: datetime | None = None

    @property
    def changed_at(self) -> datetime:
        """When the page last changed: its correction, else its publication."""
        return self.updated or self.published

    def in_phase(self, phase: int) -> Article:
        """The article as it stands in that phase: corrected from phase 2 on."""
        if self.correction is None or phase < 2:
            return self
        body = "\n".join(self.body)
        for old, new in self.correction.changes:
            if old not in body:
                raise ValueError(f"{self.slug}: the correction replaces {old!r}, which is not in the body")
            body = body.replace(old, new)
        return replace(self, title=self.correction.title, body=tuple(body.split("\n")), updated=self.correction.at)


def load_articles() -> tuple[Article, ...]:
    """All sample articles, newest first, as they stand in phase 1.

    A reprint (`reprint_of`) takes title, body, dateline and labels from the article it
    names: the same text under a truly different URL.
    """
    tables = [(path.stem, tomllib.loads(path.read_text("utf-8"))) for path in sorted(ARTICLES.glob("*.toml"))]
    own = {slug: _article(slug, table) for slug, table in tables if "reprint_of" not in table}
    reprints = [_reprint(slug, table, own[table["reprint_of"]]) for slug, table in tables if "reprint_of" in table]
    return tuple(sorted([*own.values(), *reprints], key=lambda a: (a.published, a.slug), reverse=True))


def _article(slug: str, table: dict[str, Any]) -> Article:
    dateline = table.get("dateline")
    correction = table.get("correction")
    return Article(
        **_placement(slug, table),
        title=table["title"],
        body=tuple(line for line in table["body"].splitlines() if line),
        author=table.get("author", ""),
        language=table.get("language", "ar"),
        dateline=dateline and Dateline(dateline["place"], dateline["on"], dateline["style"], dateline["text"]),
        tags=tuple(_label(row) for row in table["tags"]),
        correction=correction
        and Correction(
            correction["at"].replace(tzinfo=NEWSROOM),
            correction["title"],
            tuple((old, new) for old, new in correction["changes"]),
        ),
    )


def _reprint(slug: str, table: dict[str, Any], original: Article) -> Article:
    return replace(original, **_placement(slug, table), reprint_of=original.slug, author="", correction=None)


def _placement(slug: str, table: dict[str, Any]) -> dict[str, Any]:
    return {
        "slug": slug,
        "published": table["published"].replace(tzinfo=NEWSROOM),
        "template": table["template"],
        "url": table["url"],
        "section": table.get("section", "world"),
        "editor": table.get("editor", ""),
        "why": table["why"],
        "feeds": tuple(table["feeds"]),
        "page_break": table.get("page_break", 0),
        "phase": table.get("phase", 1),
    }


def _label(row: list[str]) -> Label:
    tag, subtype, *trigger = row
    return tag, subtype, trigger[0] if trigger else None
