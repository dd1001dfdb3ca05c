"""Texts of generated reports: the project's own sentences put together anew, with other numbers, places and names."""

from __future__ import annotations

import json
import re
from bisect import bisect
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from bench.archive import words
from samples.texts import load_articles

_LABELLED = Path(__file__).parents[2] / "evals" / "labelled"
_FILES = ("own_reports.jsonl", "fresh_reports.jsonl", "more_reports.jsonl")
# Samples that this project did not write itself: the founding report.
_NOT_OURS = frozenset({"seed-qalamoun"})

# Letters of a body: quantiles of 24,839 newspaper articles of July and August 2015; the longest 1 % is cut.
_LENGTHS = (199, 364, 476, 651, 828, 1014, 1232, 1513, 1892, 2478, 3604, 4886, 8072)
_QUANTILES = (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
_CONFLICT_SHARE = 0.135
_NEWS_SHARE = 0.6
_TAIL_SHARE = 0.9
_RICH = 7  # parts of a pattern: three slots and the text round them

Pattern = tuple[str, ...]
"""Literal text and names of slots in turn, as `re.split` gives them."""


@dataclass(frozen=True, slots=True)
class Source:
    """One own report taken apart: its title, and its sentences after the dateline."""

    title: Pattern
    sentences: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A generated report: paragraphs without markup, the first one behind its dateline."""

    title: str
    body: tuple[str, ...]
    is_conflict: bool


class Filler:
    """Fills slots for one report: the same numbers for the same random state, days near its own day."""

    def __init__(self, rng: Random, on: date) -> None:
        self._rng = rng
        self._on = on

    def fill(self, pattern: Pattern) -> str:
        """The pattern with every slot drawn anew."""
        parts = list(pattern)
        parts[1::2] = [self._draw(slot) for slot in pattern[1::2]]
        return "".join(parts)

    def _draw(self, slot: str) -> str:
        random = self._rng.random
        if slot in _LISTS:
            listed = _LISTS[slot]
            return listed[int(random() * len(listed))]
        if slot in _RANGES:
            least, count = _RANGES[slot]
            return str(least + int(random() * count))
        if slot == "person":
            first, last = words.FIRST_NAMES, words.LAST_NAMES
            return f"{first[int(random() * len(first))]} {last[int(random() * len(last))]}"
        if slot == "percent":
            return f"{int(random() * 40)}.{int(random() * 9) + 1}"
        if slot == "millions":
            return f"{int(random() * 900) + 10}.{int(random() * 9) + 1}"
        if slot == "weekday":
            return words.WEEKDAYS[self._on.weekday()]
        if slot == "year":
            return str(self._on.year)
        near = self._on + timedelta(days=int(random() * 20) - 12)
        return f"{near.day} {words.MONTHS[near.month - 1]}"


def text_of(rng: Random, published: datetime) -> Text:
    """A report of that hour: a dateline as the agency writes it, and as many sentences as its drawn length asks for.

    About one in seven tells of conflict or an evacuation. No sentence comes twice in a report.
    """
    on = published.date() - timedelta(days=rng.random() < 0.3)
    filler = Filler(rng, on)
    is_conflict = rng.random() < _CONFLICT_SHARE
    conflict, other = sources()
    kin = conflict if is_conflict else other
    source = rng.choice(kin)
    # Half of what tells of no conflict begins with a sentence of trade, sport or culture, as most of an agency's news.
    is_plain = not is_conflict and rng.random() < 0.5
    title = filler.fill(rng.choice(_TITLES) if is_plain else source.title)
    patterns = [rng.choice(_NEWS)] if is_plain else list(source.sentences)
    wanted = _length(rng)
    sentences: list[str] = []
    used: set[Pattern] = set()
    size = 0
    while size < wanted:
        if not patterns and not is_conflict and rng.random() < _NEWS_SHARE:
            patterns = [rng.choice(_NEWS)]
        elif not patterns:
            patterns = list(rng.choice(kin).sentences)
        pattern = patterns.pop(0)
        if pattern not in used:
            used.add(pattern)
            sentences.append(_varied(rng, filler, pattern, is_first=not sentences))
            size += len(sentences[-1]) + 1
    return Text(title, _paragraphs(rng, _dateline(rng, on), sentences), is_conflict)


def corrected(rng: Random, text: Text, on: date) -> Text:
    """A later version: a number of the text changed, and a sentence more at its end."""
    filler = Filler(rng, on)
    body = [*text.body, filler.fill(rng.choice(_EXTRA))]
    body[-2] = _other_number(rng, body[-2])
    return Text(text.title, tuple(body), text.is_conflict)


def slightly_edited(rng: Random, text: Text) -> Text:
    """What another desk makes of a text: another title, one number changed, or nothing."""
    body = list(text.body)
    if rng.random() < 0.5:
        body[-1] = _other_number(rng, body[-1])
    title = f"تقرير: {text.title}" if rng.random() < 0.3 else text.title
    return Text(title, tuple(body), text.is_conflict)


def english_text(rng: Random, on: date) -> Text:
    """A short report in English, for the pages that are to be passed over."""
    filler = Filler(rng, on)
    picked = rng.sample(_ENGLISH, 5)
    body = tuple(filler.fill(pattern) for pattern in picked)
    return Text(body[0].split(",")[0].rstrip("."), (f"BEIJING (Xinhua) -- {body[0]}", *body[1:]), is_conflict=False)


@cache
def sources() -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """Own reports that carry a tag, and those that carry none."""
    tagged: list[Source] = []
    plain: list[Source] = []
    for name in _FILES:
        for line in (_LABELLED / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            (tagged if row["tags"] else plain).append(_source(row["title"], row["body"]))
    for article in load_articles():
        if article.language == "ar" and article.slug not in _NOT_OURS and not article.reprint_of:
            opening = article.dateline.text if article.dateline else ""
            body = "\n".join(article.body).removeprefix(opening)
            (tagged if article.tags else plain).append(_source(article.title, body))
    return tuple(source for source in tagged if source.sentences), tuple(source for source in plain if source.sentences)


_LISTS = {"place": words.PLACES, "country": words.COUNTRIES, "office": words.OFFICES, "day": words.WEEKDAYS}
# Slot of a number: the least it can be, and how many values it has.
_RANGES = {"n1": (2, 8)} | {f"n{digits}": (10 ** (digits - 1), 9 * 10 ** (digits - 1)) for digits in range(2, 7)}
_MONTH = "|".join((*words.MONTHS, *words.OTHER_MONTHS))
_PLACE = "|".join(sorted(words.PLACES, key=len, reverse=True))
_OPENING = re.compile(
    rf"[^.،()«\"]{{2,60}}?(?:\([^)]*\)\s*)?"
    rf"(?:\d{{1,2}} (?:{_MONTH})(?:\s*/\s*(?:{_MONTH}))?(?: \d{{4}})?\s*(?:\(+[^)]*\)+)?|\(+[^)\d]*\)+)"
    r"\s*(?:[-–:]\s*)?"
)
_AGENCY = re.compile(r"(?:/[^/]{2,12}/|\([^)]{2,12}\)|[^.،«\"]{2,22}? -(?: [^:،.]{2,12}:)?|رويترز:)\s*[-–:]?\s*")
_VARIED = re.compile(
    rf"(?P<date>(?<!\d)\d{{1,2}} (?:{_MONTH})\b)|(?P<year>(?<!\d)(?:19|20)\d\d(?!\d))"
    rf"|\((?P<weekday>{'|'.join(words.WEEKDAYS)})\)|(?P<number>(?<![\d.,:/])\d{{2,6}}(?![\d.,:/]))"
    rf"|(?<!\w)(?P<prefix>[وبلف]?)(?P<place>{_PLACE})(?!\w)"
)


def _source(title: str, body: str) -> Source:
    opening = _OPENING.match(body)
    text = body[opening.end() :] if opening else body
    if agency := _AGENCY.match(text):
        text = text[agency.end() :]
    sentences = (part.strip() for part in re.split(r"(?<=[.؟!])\s+|\n", text))
    return Source(_pattern(title), tuple(_pattern(part) for part in sentences if len(part) > 20))


def _pattern(text: str) -> Pattern:
    """A text of ours with slots where it names numbers, days and large places."""
    return _slotted(_VARIED.sub(_slot, text.replace("{", "(").replace("}", ")")))


def _slot(found: re.Match[str]) -> str:
    kind = found.lastgroup
    if kind == "number":
        return f"{{n{len(found[0])}}}"
    if kind == "place":
        return f"{found['prefix']}{{place}}"
    return "({weekday})" if kind == "weekday" else f"{{{kind}}}"


def _slotted(text: str) -> Pattern:
    return tuple(re.split(r"\{(\w+)\}", text))


_NEWS, _TITLES, _TAILS, _EXTRA, _ENGLISH = (
    tuple(map(_slotted, listed)) for listed in (words.NEWS, words.TITLES, words.TAILS, words.EXTRA, words.ENGLISH)
)


def _varied(rng: Random, filler: Filler, pattern: Pattern, *, is_first: bool) -> str:
    """The sentence; where little of it varies, a source is told behind it, or short reports were near-copies."""
    sentence = filler.fill(pattern)
    if sentence.endswith(".") and (is_first or rng.random() < _TAIL_SHARE) and len(pattern) < _RICH:
        return f"{sentence[:-1]}، {filler.fill(rng.choice(_TAILS))}."
    return sentence


def _length(rng: Random) -> float:
    at = max(rng.random(), _QUANTILES[0])
    upper = bisect(_QUANTILES, at, hi=len(_QUANTILES) - 1)
    low, high = _QUANTILES[upper - 1], _QUANTILES[upper]
    return _LENGTHS[upper - 1] + (at - low) / (high - low) * (_LENGTHS[upper] - _LENGTHS[upper - 1])


def _dateline(rng: Random, on: date) -> str:
    place = rng.choice(words.PLACES)
    day = f"{place} {on.day} {words.MONTHS[on.month - 1]}"
    if on.year < 2005:
        return f"{day} / شينخوا /"
    return f"{day} {on.year} ((شينخوا))" if rng.random() < 0.2 else f"{day} {on.year} (شينخوا)"


def _paragraphs(rng: Random, dateline: str, sentences: list[str]) -> tuple[str, ...]:
    sentences = [f"{dateline} {sentences[0]}", *sentences[1:]]
    paragraphs = []
    while sentences:
        size = 1 + int(rng.random() * 3)
        paragraphs.append(" ".join(sentences[:size]))
        sentences = sentences[size:]
    return tuple(paragraphs)


def _other_number(rng: Random, text: str) -> str:
    """The text with its last number changed; with a word more where it has none."""
    found = list(re.finditer(r"(?<![\d.])(?!(?:19|20)\d\d(?!\d))\d{2,}(?![\d.])", text))
    if not found:
        return f"{text} وما زالت الحصيلة أولية."
    number = str(int(found[-1][0]) + 1 + int(rng.random() * 40))
    return text[: found[-1].start()] + number + text[found[-1].end() :]
