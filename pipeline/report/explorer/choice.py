"""What a person chose to see, as the address of the page tells it."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

LANGUAGES = ("ar", "en")
TAGS = ("conflict", "evacuation", "displacement")
SCOPES = ("reports", *TAGS, "all")
"""What `tag` may be: every report, those of one tag, or every article, tagged or not."""
ORDERS = ("new", "old", "best")
"""Newest first, oldest first, or what fits the text filter best."""
MOST_LETTERS = 300  # of a text filter
_MOST_VALUES = 50  # of one filter
_MOST_PAGES = 1_000_000
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)


@dataclass(frozen=True, slots=True)
class Choice:
    """Filters, page and language. `since` and `until` are as typed: a year, a month or a day, empty for no bound."""

    language: str = "ar"
    since: str = ""
    until: str = ""
    tag: str = "reports"
    subtypes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    text: str = ""
    order: str = "new"
    page: int = 1
    problems: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    """What of the address could not be used: the parameter and its value."""

    @property
    def first_day(self) -> date | None:
        """First day of `since`; None without a bound."""
        return bounds(self.since)[0] if self.since else None

    @property
    def last_day(self) -> date | None:
        """Last day of `until`; None without a bound."""
        return bounds(self.until)[1] if self.until else None

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return self != Choice(language=self.language, order=self.order, page=self.page)

    def query(self, **changed: Any) -> str:
        """The part of the address from `?` on, with some fields changed; the page is the first one unless named."""
        values = {name: getattr(self, key) for name, key in PARAMETERS.items()} | {"page": 1}
        values |= {_NAMES[key]: value for key, value in changed.items()}
        kept = {name: value for name, value in values.items() if value and value != _DEFAULTS.get(name)}
        return "?" + urlencode(kept, doseq=True) if kept else ""


PARAMETERS = {
    "lang": "language",
    "from": "since",
    "to": "until",
    "tag": "tag",
    "subtype": "subtypes",
    "place": "places",
    "actor": "actors",
    "q": "text",
    "order": "order",
    "page": "page",
}
_NAMES = {key: name for name, key in PARAMETERS.items()}
_DEFAULTS = {"lang": "ar", "tag": "reports", "order": "new", "page": 1}


def bounds(typed: str) -> tuple[date, date]:
    """First and last day of a year, a month or a day such as 2017, 2017-08, 2017-08-28. Raises ValueError."""
    told = _DAY.fullmatch(typed.translate(_DIGITS))
    if told is None:
        raise ValueError(f"{typed!r} is no year, month or day")
    year, month, day = (int(part or 0) for part in told.groups())
    if not told.group(2):
        return date(year, 1, 1), date(year, 12, 31)
    if not told.group(3):
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def read_choice(query: str) -> Choice:
    """The choice that the part of an address after the path tells. What cannot be used is left out and told."""
    told = parse_qs(query.lstrip("?"), max_num_fields=500)
    problems = [(name, values[0][:40]) for name, values in told.items() if name not in PARAMETERS]
    values: dict[str, Any] = {}
    for name, key in PARAMETERS.items():
        for raw in told.get(name, ())[:_MOST_VALUES]:
            try:
                value = _READERS[key](" ".join(_harmless(raw).split()))
            except (ValueError, OverflowError):
                problems.append((name, raw[:40]))
                continue
            values[key] = (*values.get(key, ()), value) if key in _LISTS else value
    choice = Choice(**values)
    if choice.first_day and choice.last_day and choice.first_day > choice.last_day:
        problems.append(("to", choice.until))
    return Choice(**values, problems=tuple(problems))


def _harmless(text: str) -> str:
    """Without letters that steer a terminal or that no database takes."""
    return "".join(sign for sign in text if sign.isprintable() or sign.isspace() or sign == "\u200c")


def _one_of(known: tuple[str, ...]) -> Any:
    def read(text: str) -> str:
        if text not in known:
            raise ValueError(f"{text!r} is none of {known}")
        return text

    return read


def _day(text: str) -> str:
    bounds(text)
    return text.translate(_DIGITS)


def _page(text: str) -> int:
    page = int(text)
    if not 1 <= page <= _MOST_PAGES:
        raise ValueError(f"there is no page {page}")
    return page


def _name(text: str) -> str:
    if not text or len(text) > MOST_LETTERS:
        raise ValueError("empty or too long")
    return text


_LISTS = ("subtypes", "places", "actors")
_READERS: dict[str, Any] = {
    "language": _one_of(LANGUAGES),
    "since": _day,
    "until": _day,
    "tag": _one_of(SCOPES),
    "subtypes": _name,
    "places": _name,
    "actors": _name,
    "text": _name,
    "order": _one_of(ORDERS),
    "page": _page,
}
