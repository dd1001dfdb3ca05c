"""The opening of an agency report: دمشق 28 أغسطس 2017 (شينخوا)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipeline.derive.arabic import Folded, fold
from pipeline.derive.months import MONTHS, make_date, near_hint

_HEAD = 200  # a dateline with two places, weekday and double month name is below 120 characters
_MONTH = "|".join(re.escape(name) for name in sorted(MONTHS, key=len, reverse=True))
_NOT_AGENCY = rf"(?!\s*(?:{_MONTH}|(?:ال)?(?:احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت))\b)"
_DAY_NAME = r"(?:اليوم\s*)?[(]?\s*(?:ال)?(?:احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت)\s*[)]?"
# Each part is bounded and begins with a character of its own, so the pattern cannot backtrack far.
_DATELINE = re.compile(
    r"\s*(?P<place>[^\W\d_][^\d(),،.:]{0,59}?)\s*[,،:\-–]?\s*"
    rf"(?:{_DAY_NAME}\s*[,،]?\s*)?"
    rf"(?P<day>\d{{1,2}}|اول)\s*(?P<month>{_MONTH})(?:\s*[/(]\s*(?P<second>{_MONTH})\s*[)]?)?"
    rf"(?:\s*[,،]?\s*(?P<year>(?:19|20)\d\d)(?:\s*م\b)?)?"
    rf"\s*(?:{_DAY_NAME})?\s*[,،:\-–]?\s*"
    rf"(?:\(+{_NOT_AGENCY}\s*(?P<agency>[^()/\d]{{2,40}}?)\s*\)+|/{_NOT_AGENCY}\s*(?P<slashed>[^()/\d]{{2,40}}?)\s*/)"
    r"\s*[-–—:]*\s*"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """Place, day and agency of a report; [start, end) of the body, `end` where its own text begins.

    `place` is as published; two places stay joined (دمشق/بيروت).
    """

    place: str
    on: date
    agency: str
    start: int
    end: int


def parse_dateline(body: str, year_hint: date | None = None) -> Dateline | None:
    """The dateline that opens the body, or None.

    None also for a day that the calendar lacks, for two month names that disagree, and
    for a dateline without a year (wires before 2005) when there is no hint. The agency
    in brackets is what tells a dateline from a sentence that opens with a date.
    """
    head = fold(body[:_HEAD])
    # Most texts open without a dateline, and without a bracket there is none.
    found = _DATELINE.match(head.text) if "(" in head.text or "/" in head.text else None
    if not found or (found["second"] and MONTHS[found["second"]] != MONTHS[found["month"]]):
        return None
    day = 1 if found["day"] == "اول" else int(found["day"])
    month = MONTHS[found["month"]]
    if found["year"]:
        on = make_date(int(found["year"]), month, day)
    else:
        on = near_hint(month, day, year_hint) if year_hint else None
    if on is None:
        return None
    start = head.span(*found.span("place"))[0]
    agency = _published(body, head, found, "agency" if found["agency"] else "slashed")
    return Dateline(_published(body, head, found, "place"), on, agency, start, _text_start(body, head, found.end()))


def _published(body: str, head: Folded, found: re.Match[str], group: str) -> str:
    start, end = head.span(*found.span(group))
    return body[start:end]


def _text_start(body: str, head: Folded, at: int) -> int:
    return head.span(at, at + 1)[0] if at < len(head.text) else min(len(body), _HEAD)
