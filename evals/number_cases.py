"""Cases of the two specifications, each with what is wanted and what Marsad's own functions find."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evals.data import json_lines
from evals.number_value import parse_number, parse_ordinal, parse_percent
from pipeline.derive.arabic import fold, split_words
from pipeline.derive.event_dates import find_dates
from pipeline.derive.match import Reading
from pipeline.derive.months import month_at
from pipeline.derive.number_words import fold_words
from pipeline.derive.numbers import Quantity, find_numbers
from pipeline.derive.qualifiers import LESS_THAN, MORE_THAN
from pipeline.derive.relative_days import WEEKDAYS

_RECOGNIZERS_DAY = date(2016, 11, 7)  # what most of the parser's cases are told from
_NO_DAY = "0001-01-01"  # what the parser says of 31 November
_DUCKLING_DAY = date(2013, 2, 12)
_PARTS_OF_MONTH = fold_words("نصف نص منتصف بداية")
_OFFSETS = fold_words("قبل بعد منذ الآن")
_BEFORE_DAY = re.compile(r"^(?:(?:الي|في|يوم) )+")
_LONG_SPANS = fold_words("شهر شهرين أشهر عام عامين سنة سنوات بضعة")
_DAY = re.compile(r"datetime \((\d+), (\d+), (\d+), 0, 0, 0\) Day")


@dataclass(frozen=True, slots=True)
class Case:
    """A text of a specification. `out_of_scope` says why it is not scored, empty when it is."""

    source: str
    scored_as: str
    text: str
    wanted: object
    found: object
    is_right: bool
    out_of_scope: str = ""

    @property
    def split(self) -> str:
        """The half by the hash of the text: rules were written with "tune" only."""
        return "test" if int(digest(self.text), 16) % 2 else "tune"


def digest(text: str) -> str:
    """What names a case without quoting it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _specification(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((folder / "recognizers_text_ar" / f"{name}.json").read_text("utf-8-sig"))
    return rows


def _supported(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    return (row for row in _specification(folder, name) if not row.get("NotSupported"))


def _unsupported(folder: Path, name: str) -> Iterator[Case]:
    for row in _specification(folder, name):
        if row.get("NotSupported"):
            yield Case(name, "", row["Input"], None, None, False, "flagged NotSupported by its authors")


def number_cases(folder: Path) -> Iterator[Case]:
    """NumberModel, NumberRangeModel, PercentModel, OrdinalModel; Duckling's numerals and ordinals."""
    for name in ("NumberModel", "NumberRangeModel", "PercentModel", "OrdinalModel"):
        yield from _unsupported(folder, name)
    yield from _numbers(folder)
    yield from _ranges(folder)
    for row in _supported(folder, "PercentModel"):
        wanted = [float(result["Resolution"]["value"].rstrip("%")) for result in row["Results"]]
        found = [parse_percent(result["Text"]) for result in row["Results"]]
        counted = _found(row["Input"])
        is_right = _same(found, wanted) and not counted
        yield Case("PercentModel", "value; counts nothing", row["Input"], wanted, (found, counted), is_right)
    for row in _supported(folder, "OrdinalModel"):
        values = [result["Resolution"]["value"] for result in row["Results"]]
        ordinals = [parse_ordinal(result["Text"]) for result in row["Results"]]
        is_relative = any("+" in value or "-" in value for value in values)
        why = "a place relative to another (the last, the next), no number" if is_relative else ""
        is_right = [str(value) for value in ordinals] == values
        yield Case("OrdinalModel", "value", row["Input"], values, ordinals, is_right, why)
    for name, parse in (("numeral", parse_number), ("ordinal", parse_ordinal)):
        for row in json_lines(folder / "duckling_ar" / f"{name}_ar.jsonl"):
            value = float(row["value"].split(" ", 1)[1].strip("()"))
            got = parse(row["text"])
            yield Case(f"Duckling {name}", "value", row["text"], value, got, _same([got], [value]))


def _numbers(folder: Path) -> Iterator[Case]:
    for row in _supported(folder, "NumberModel"):
        text = row["Input"]
        if not row["Results"]:
            counted = _found(text)
            yield Case("NumberModel", "no number in the sentence", text, [], counted, not counted)
            continue
        wanted = [float(result["Resolution"]["value"]) for result in row["Results"]]
        found = [parse_number(result["Text"]) for result in row["Results"]]
        yield Case("NumberModel", "value", text, wanted, found, _same(found, wanted))


def _ranges(folder: Path) -> Iterator[Case]:
    for row in _supported(folder, "NumberRangeModel"):
        wanted = [_bounds(result["Resolution"]["value"]) for result in row["Results"]]
        found = [_open(quantity) for quantity in _quantities(row["Input"])]
        is_right = found == wanted
        yield Case("NumberRangeModel", "bounds in the sentence", row["Input"], wanted, found, is_right)


def _bounds(value: str) -> tuple[float | None, float | None]:
    low, high = value.strip("[]()").split(",")
    return float(low) if low else None, float(high) if high else None


def _open(quantity: Quantity) -> tuple[float | None, float | None]:
    """A "more than" has no upper bound; whether the bound itself is meant is not told apart."""
    low = None if quantity.qualifier == LESS_THAN and quantity.low == quantity.high else float(quantity.low)
    high = None if quantity.qualifier == MORE_THAN and quantity.low == quantity.high else float(quantity.high)
    return low, high


def _quantities(text: str) -> list[Quantity]:
    folded = fold(text)
    return find_numbers(folded.text, split_words(folded.text))


def _found(text: str) -> list[float]:
    return [float(quantity.low) for quantity in _quantities(text)]


def _same(found: list[float | int | None] | list[float | None] | list[int | None], wanted: list[float]) -> bool:
    pairs = zip(found, wanted, strict=True)
    return all(one is not None and math.isclose(one, other, rel_tol=1e-9) for one, other in pairs)


def date_cases(folder: Path) -> Iterator[Case]:
    """DateParser (values), DateExtractor (spans), Duckling's days (values), all by find_dates on the whole text."""
    for row in _supported(folder, "DateParser"):
        on = date.fromisoformat(row["Context"]["ReferenceDateTime"][:10])
        result = row["Results"][0]
        value = result["Value"]
        wanted = {value["PastResolution"]["date"], value["FutureResolution"]["date"]}
        found = [when.isoformat() for when, _ in _days(row["Input"], on)]
        why = _why_out(result["Text"])
        wanted.discard(_NO_DAY)
        is_right = (len(found) == 1 and found[0] in wanted) or (not found and not wanted)
        yield Case("DateParser", "day, past or future", row["Input"], sorted(wanted), found, is_right, why)
    for row in _supported(folder, "DateExtractor"):
        on = date.fromisoformat(row.get("Context", {}).get("ReferenceDateTime", _RECOGNIZERS_DAY.isoformat())[:10])
        spans = [result["Text"] for result in row["Results"]]
        got = [span for _, span in _days(row["Input"], on)]
        why = next((why for span in spans if (why := _why_out(span))), "")
        yield Case("DateExtractor", "span", row["Input"], spans, got, spans == got, why)
    for row in json_lines(folder / "duckling_ar" / "time_ar.jsonl"):
        day = _DAY.fullmatch(row["value"])
        why = "" if day else "a clock time, week, month, span of time or feast"
        if fold(row["text"]).text.removeprefix("يوم ") in WEEKDAYS:
            why = "a weekday alone: the coming one to an assistant, the last one in news"
        why = why or _why_out(row["text"])
        wanted_day = "-".join(f"{int(group):02}" for group in day.groups()) if day else row["value"]
        told = [when.isoformat() for when, _ in _days(row["text"], _DUCKLING_DAY)] if day else []
        yield Case("Duckling time", "day", row["text"], wanted_day, told, told == [wanted_day], why)


def _days(text: str, on: date) -> list[tuple[date, str]]:
    folded = fold(text)
    words = split_words(folded.text)
    found = find_dates(Reading(folded, words, {}), on)
    return [(m.on, text[slice(*folded.span(words.offsets[m.first], words.end(m.last - 1)))]) for m in found]


def _why_out(span: str) -> str:
    """Why a marked span names no day that a report of an event would be dated by; empty when it does."""
    folded = fold(span).text
    words = re.findall(r"\w+", folded)
    if re.search(r"\d[/.-]\d", folded) and not re.search(r"\d{4}", folded):
        return "day and month in digits without a year: 4/22, 18-9-15 (scores and fractions look the same)"
    names_month = any(month_at(words, at) for at in range(len(words))) or "الشهر" in words
    if _PARTS_OF_MONTH.intersection(words) and (names_month or "شهر" in words):
        return "the middle or the beginning of a month: no single day"
    if names_month or any(word in WEEKDAYS for word in words):
        return ""
    bare = _BEFORE_DAY.sub("", folded)
    if parse_number(bare) is not None or parse_ordinal(bare) is not None:
        return "a day's number alone, without month or weekday: في 27, للثاني والعشرين"
    if re.fullmatch(r"اليوم +ال\w+|اخر يوم", folded):
        return "a day told from another one of the story: اليوم التالي"
    if _OFFSETS.intersection(words) and _LONG_SPANS.intersection(words):
        return "so many months or years, or some days, from now: names no single day"
    return ""
