"""Dates as pages and feeds write them, as aware UTC; never guessed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

# Stamps of Xinhua pages carry no zone; a story's stamp can be a day after its dateline because
# they are the newsroom's clock in Beijing.
NEWSROOM = timezone(timedelta(hours=8))
_EARLIEST = datetime(1997, 1, 1, tzinfo=UTC)  # Xinhua's site opened in 1997
_LATEST_AHEAD = timedelta(days=2)

# Text is folded before it is matched: with `\s*` in them these would be slow on runs of spaces.
_CLOCK = r"(?P<h>\d{1,2}) ?[:：] ?(?P<min>\d{2})(?: ?[:：] ?(?P<s>\d{2}))?(?!\d)"
_YEAR_FIRST = r"(?<!\d)(?P<y>\d{4}) ?[-/.年 ] ?(?P<m>\d{1,2}) ?[-/.月] ?(?P<d>\d{1,2}) ?日?"
_STAMPS = (
    re.compile(rf"{_YEAR_FIRST}[ T,|،]{{0,3}}(?<!\d){_CLOCK}"),
    # People's Daily Arabic: 2023:06:11.14:40
    re.compile(rf"(?<!\d)(?P<y>\d{{4}}):(?P<m>\d{{2}}):(?P<d>\d{{2}})[. ]{_CLOCK}"),
    # Arabic 2018, B: the clock first, then day-month-year.
    re.compile(rf"(?<!\d){_CLOCK} ?[,|،]? ?(?P<d>\d{{1,2}})[-/.](?P<m>\d{{1,2}})[-/.](?P<y>\d{{4}})(?!\d)"),
)
_DAY_ALONE = re.compile(rf"{_YEAR_FIRST}(?!\d)")
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"))
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}T", re.ASCII)
_COMMA_DATE = re.compile(r"^(\w{3}),\s?(\d{1,2})-(\w{3})-(\d{2,4})\b")
_NAMED_OFFSET = re.compile(r"\b(?:GMT|UTC) ?([+-])(\d{1,2})(?::?(\d{2}))?$")
_OFFSET = re.compile(r":\d{2} ?[+-]\d{2}:?\d{2}$")
_UTC_NAME = re.compile(r" ?(?:GMT|UTC|Z)$")
_ZONE_NAME = re.compile(r" ([A-Z]{2,5})$")
# What email.utils knows; any other name it takes for UTC without a word.
_ZONE_NAMES = frozenset({"GMT", "UTC", "UT", "AST", "ADT", "EST", "EDT", "CDT", "MST", "MDT", "PST", "PDT"})


def parse_stamp(text: str) -> datetime | None:
    """The first full stamp (day and clock) in a short text, as aware UTC; None without one.

    Reads `2018-05-29 22:05:11`, `2012年08月01日 10:20`, `02:04:38 01-04-2018` (day first),
    `2023:06:11.14:40` and the pieces of a 2023 page joined by spaces, with Western or
    Arabic-Indic digits. The clock is the newsroom's, UTC+8. A stamp that is no real date
    (month 13) is None.
    """
    return _stamp(_folded(text), NEWSROOM)


def parse_feed_date(raw: str) -> datetime | None:
    """Aware UTC for a date of a feed or of page metadata; None when it cannot be read.

    Reads RFC 822, ISO 8601, the Chinese edition's `Sat,16-Nov-2013 11:33:12 GMT` and page
    stamps. A date without a zone is the newsroom's, UTC+8, because the feeds that leave it out
    copy the page's stamp (feedparser reads it as UTC, eight hours late), and so is CST, which
    in mail means Chicago. A day without a clock is its start in the newsroom.
    """
    raw = _NAMED_OFFSET.sub(_offset, re.sub(r"\bCST\b", "+0800", _folded(raw)))
    zone = _ZONE_NAME.search(raw)
    if zone and zone[1] not in _ZONE_NAMES:
        return None  # here and below: no date is better than one that is hours off
    found = _iso8601(raw) if _ISO.match(raw) else _rfc822(raw)
    if found is not None:
        return _to_utc(found)
    if _UTC_NAME.search(raw):
        return _stamp(raw, UTC)
    if zone or _OFFSET.search(raw):
        return None
    day = _DAY_ALONE.search(raw)
    return _stamp(raw, NEWSROOM) or (_moment(day, NEWSROOM) if day else None)


def plausible(moment: datetime | None, seen_at: datetime) -> datetime | None:
    """The moment, or None when it lies before 1997 or more than two days after it was seen."""
    if moment is None or moment < _EARLIEST or moment > seen_at + _LATEST_AHEAD:
        return None
    return moment


def _folded(text: str) -> str:
    return " ".join(text.translate(_MARKS).split())


def _stamp(text: str, zone: tzinfo) -> datetime | None:
    match = next((match for match in (shape.search(text) for shape in _STAMPS) if match), None)
    return _moment(match, zone) if match else None


def _moment(match: re.Match[str], zone: tzinfo) -> datetime | None:
    part = {name: int(digits) for name, digits in match.groupdict(default="0").items()}
    try:
        return _to_utc(
            datetime(
                part["y"],
                part["m"],
                part["d"],
                part.get("h", 0),
                part.get("min", 0),
                part.get("s", 0),
                tzinfo=zone,
            )
        )
    except ValueError:
        return None


def _offset(match: re.Match[str]) -> str:
    return f"{match[1]}{int(match[2]):02d}{match[3] or '00'}"


def _rfc822(raw: str) -> datetime | None:
    try:
        return parsedate_to_datetime(_COMMA_DATE.sub(r"\1, \2 \3 \4", raw))
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _iso8601(raw: str) -> datetime | None:
    # In 3.11 fromisoformat wants the offset without a space before it.
    try:
        return datetime.fromisoformat(re.sub(r" ([+-]\d)", r"\1", raw))
    except ValueError:
        return None


def _to_utc(moment: datetime) -> datetime | None:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=NEWSROOM)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # year 1 or 9999 at the edge of the calendar
        return None
