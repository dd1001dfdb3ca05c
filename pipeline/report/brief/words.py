"""The brief's words in two languages, with numbers, dates and plural forms as each language has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup, escape

LANGUAGES = ("ar", "en")
_WORDS = Path(__file__).with_name("words.toml")


def said(language: str, key: str, **values: Any) -> Markup:
    """The words of `key`, such as `page.brief`, with values in their place and in the form that `n` asks for.

    Values are shown as `shown` does, each by itself: a name of the other direction must not pull its neighbours along.
    Raises KeyError for words that are not there.
    """
    found: Any = _words()
    for part in key.split("."):
        found = found[part]
    words = found[language]
    if isinstance(words, Mapping):
        form = Locale.parse(language).plural_form(values["n"])
        words = words.get(form, words["other"])
    parts = {name: Markup("<bdi>{}</bdi>").format(shown(language, value)) for name, value in values.items()}
    return escape(words).format(**parts)


def plain(language: str, key: str, **values: Any) -> str:
    """The same as text without markup, for what can hold none."""
    return said(language, key, **values).striptags()


def has(key: str) -> bool:
    """Whether there are words for a key: a user's rules may bring subtypes of their own."""
    section, _, name = key.partition(".")
    return name in _words().get(section, {})


def shown(language: str, value: object) -> str | Markup:
    """A number, day or time as the language writes it (Arabic with the digits that Xinhua uses); text as it is."""
    if isinstance(value, datetime):
        return f"{shown(language, value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return format_date(value, "long", locale=language)
    if isinstance(value, float):
        return format_decimal(value, format="#,##0.##" if value < 1 else "#,##0.#", locale=language)
    if isinstance(value, int):
        return format_decimal(value, locale=language)
    return value if isinstance(value, Markup) else str(value)


def with_weekday(language: str, day: date) -> str:
    """A day for a headline."""
    return format_date(day, "full", locale=language)


def month_names(language: str) -> list[str]:
    """The twelve, January first, as short as the language has them."""
    names = Locale.parse(language).months["format"]["abbreviated"]
    return [names[number] for number in range(1, 13)]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))
