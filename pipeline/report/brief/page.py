"""Writes the facts of a brief as one HTML page that loads nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.report.brief.charts import timeline_charts
from pipeline.report.brief.maps import HEIGHT, WIDTH, Mark, drawn, marks_of
from pipeline.report.brief.words import LANGUAGES, has, plain, said, with_weekday

_TEMPLATES = Path(__file__).with_name("templates")
_COMMAS = {"ar": Markup("، "), "en": Markup(", ")}


def brief_page(facts: dict[str, Any], written_at: datetime) -> str:
    """Return the page. Whatever a title or text holds is shown as text; links lead to http and https only.

    Both languages stand in it, and a script of a few lines changes between them; without it the page is in Arabic.
    """
    marks = marks_of(facts)
    timeline = facts["timeline"]
    has_timeline = any(row["story_count"] for row in timeline)
    return _environment().get_template("page.html.j2").render(
        facts,
        written_at=written_at,
        style=_inline("brief.css"),
        style_hash=_hash("brief.css"),
        script=_inline("brief.js"),
        script_hash=_hash("brief.js"),
        titles={language: _title(facts["days"], language) for language in LANGUAGES},
        headline={language: with_weekday(language, facts["days"]["first"]) for language in LANGUAGES},
        maps=drawn(marks),
        map_size=(WIDTH, HEIGHT),
        placeless=sum(row["origin_lat"] is None and row["destination_lat"] is None for row in facts["evacuations"]),
        charts={language: timeline_charts(timeline, language) for language in LANGUAGES} if has_timeline else {},
        timeline_days=_by_day(timeline),
        usual={row["tag"]: float(row["year_mean"]) for row in timeline if row["year_mean"] is not None},
        deadliest=max(
            (row for row in facts["reports"] if row["killed"]), key=lambda row: row["killed"]["high"], default=None
        ),
    )  # fmt: skip


def both(key: str, **values: Any) -> Markup:
    """Words in both languages; the style sheet shows one. A value that is a dict has one for each language."""
    return Markup("").join(
        Markup('<span class="{0}" lang="{0}" dir="{1}">{2}</span>').format(
            language,
            "rtl" if language == "ar" else "ltr",
            said(language, key, **{name: _in(language, value) for name, value in values.items()}),
        )
        for language in LANGUAGES
    )


def each(value: object) -> Markup:
    """A number, day or time in both languages."""
    return both("page.value", value=value)


def term(section: str, word: str) -> Markup:
    """The name of a fixed word, such as a subtype; the word itself where a user's rules brought it."""
    return both(f"{section}.{word}") if has(f"{section}.{word}") else Markup("<bdi>{}</bdi>").format(word)


def terms(section: str, words: Sequence[str] | None) -> Markup:
    """Names of fixed words, parted by a dot."""
    return Markup(" · ").join(term(section, word) for word in words or ())


def named(found: Sequence[str] | None, english: Sequence[str] | None) -> dict[str, Markup]:
    """Names in a row, in each language: a name that has no Latin letters turns nothing around it."""
    rows = {"ar": found or (), "en": english or ()}
    return {
        language: _COMMAS[language].join(Markup("<bdi>{}</bdi>").format(name) for name in row)
        for language, row in rows.items()
    }


def names(found: Sequence[str] | None, english: Sequence[str] | None) -> Markup:
    """The same with only the page's language shown."""
    return each(named(found, english)) if found else Markup("")


def told(mark: Mark) -> Markup:
    """What a mark of the map says to a screen reader and a pointer: attributes of its link, and the link's title.

    The page's script puts the English label in the Arabic one's place.
    """
    arabic, english = (
        f"{plain(language, f'map.{mark.kind}')}: {sign.join(names[language] for names, _, _ in mark.places)}"
        for language, sign in (("ar", " ← "), ("en", " → "))
    )
    return Markup(' aria-label="{0}" data-other="{1}"><title>{0}</title>').format(arabic, english)


def figure(key: str, low: int, high: int, qualifier: str = "exact") -> Markup:
    """A number of people or things with its noun and how sure it is, in both languages."""
    return both(
        f"qualifier.{qualifier}", figure={language: _figure(language, key, low, high) for language in LANGUAGES}
    )


def link(url: str | None) -> str:
    """The address, if a browser may follow it; empty for anything but http and https."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return url if url and parts.scheme in ("http", "https") and parts.hostname else ""


def _figure(language: str, key: str, low: int, high: int) -> Markup:
    counted = said(language, key, n=high)
    if low == high:
        return counted
    number = said(language, "page.value", value=high)
    spread = said(language, "qualifier.range", low=low, high=high)
    # The noun goes by the higher number, as it stands next to it.
    return Markup(str(counted).replace(str(number), str(spread)))  # noqa: S704


def _in(language: str, value: object) -> object:
    return value[language] if isinstance(value, dict) else value


def _title(days: dict[str, Any], language: str) -> str:
    first, last = days["first"], days["last"]
    when = plain(language, "page.value", value=first) if first == last else plain(language, "page.days", **days)
    return f"{plain(language, 'page.site')} · {plain(language, 'page.brief')} · {when}"


def _by_day(timeline: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The days that have any story, the last first, with the number of each tag."""
    days: dict[Any, dict[str, Any]] = {}
    for row in timeline:
        days.setdefault(row["published_date"], {"day": row["published_date"]})[row["tag"]] = row["story_count"]
    return [day for _, day in sorted(days.items(), reverse=True) if any(day[tag] for tag in day if tag != "day")]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        both=both, each=each, term=term, terms=terms, names=names, named=named, told=told, figure=figure, plain=plain
    )
    environment.filters["link"] = link
    environment.filters["host"] = lambda url: urlsplit(url).hostname
    return environment


def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _inline(name: str) -> Markup:
    # Our own files, which hold no end tag.
    return Markup(_text(name))  # noqa: S704


def _hash(name: str) -> str:
    """What the page's Content-Security-Policy lets through: this very text and nothing else."""
    return "sha256-" + base64.b64encode(hashlib.sha256(_text(name).encode()).digest()).decode()
