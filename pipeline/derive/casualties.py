"""Casualties: who was killed, wounded, is missing or was captured, how many, and the words that say so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from pipeline.derive.casualty_sentence import Casualty, SentencePass
from pipeline.derive.casualty_words import AFTER, FATES, OTHER
from pipeline.derive.counts import Count
from pipeline.derive.match import Reading
from pipeline.derive.named_days import named_days
from pipeline.derive.number_parse import NumberReader
from pipeline.derive.number_words import fold_words

__all__ = ["Casualty", "find_casualties"]

_OLD = timedelta(days=30)
_DATE_REACH = 12  # words between the casualties and the date of history
_EPIDEMIC = fold_words(
    "كورونا فيروس الفيروس بفيروس الوباء وباء كوفيد الكوليرا كوليرا إيبولا الملاريا الإنفلونزا أنفلونزا حمى الضنك"
)
_MEMORIES = fold_words("ذكرى الذكرى بذكرى لذكرى")
_TRIALS = fold_words("المحكمة محكمة محاكمة للمحكمة بالمحكمة شنقا بالإعدام")
_AGO = fold_words("قبل خلال")
_LONG = fold_words("أعوام سنوات عاما سنة عام عقود قرن قرون عقدا عقدين عامين سنتين أشهر شهرين شهور العام السنة")


def find_casualties(reading: Reading, counts: Sequence[Count], on: date | None = None) -> list[Casualty]:
    """Casualties among the counts of a text, in reading order; `counts` is what find_counts returned.

    One person named by a noun ("مقتل جندي") counts as 1. Left out: what is negated, told in a
    court, older than 30 days on the day `on`, commemorated, or due to an epidemic; wounded who
    are moved, for they are counts of the evacuation; arrests. Freed or exchanged captives are
    `captured`.
    """
    words = reading.words
    fates = list(map(FATES.__getitem__, words.words))
    by_sentence: dict[tuple[int, int], dict[int, Count]] = {}
    for at, fate in enumerate(fates):
        if (fate and fate.kind != OTHER) or words.words[at] in AFTER:
            by_sentence.setdefault(words.sentence(at), {})
    for count in counts:
        sentence = by_sentence.get(words.sentence(count.core))
        if sentence is not None:
            sentence[count.first] = count
    found: list[Casualty] = []
    reader: NumberReader | None = None
    for (low, high), members in sorted(by_sentence.items()):
        casualties = SentencePass(reading, fates, low, high, members).casualties()
        if casualties and not _is_no_news(words.words, low, high):
            reader = reader or NumberReader(reading.folded.text, words)
            found.extend(c for c in casualties if on is None or not _is_old(reader, c, low, high, on))
    return found


def _is_no_news(words: list[str], low: int, high: int) -> bool:
    """An epidemic, an anniversary or a trial is what the sentence is about."""
    told = set(words[low:high])
    return not (_EPIDEMIC | _MEMORIES | _TRIALS).isdisjoint(told)


def _is_old(reader: NumberReader, casualty: Casualty, low: int, high: int, on: date) -> bool:
    """An old date stands near the casualty, or ended the sentence before in the same paragraph."""
    words = reader.words
    near = max(low, casualty.first - _DATE_REACH), min(high, casualty.last + _DATE_REACH)
    for at in range(*near):
        if words.words[at] in _AGO and not _LONG.isdisjoint(words.words[at + 1 : min(at + 4, high)]):
            return True
    days = named_days(reader, *near, on)
    if not days and low and "\n" not in reader.text[words.end(low - 1) : words.offsets[low]]:
        before = max(words.sentence(low - 1)[0], low - _DATE_REACH)
        if not _MEMORIES.isdisjoint(words.words[words.sentence(low - 1)[0] : low][:60]):
            return True
        days = named_days(reader, before, low, on)
    return bool(days) and max(days) < on - _OLD
