"""Casualties: who was killed, wounded, is missing or was captured, how many, and the words that say so."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipeline.derive.casualty_context import AFTER_REACH, CAPTURED, Sentence
from pipeline.derive.casualty_person import Casualty
from pipeline.derive.casualty_sentence import SentencePass
from pipeline.derive.casualty_words import AFTER, OTHER
from pipeline.derive.clues import Clues, find_clues
from pipeline.derive.counts import Count
from pipeline.derive.match import Reading
from pipeline.derive.named_days import named_days
from pipeline.derive.number_parse import NumberReader
from pipeline.derive.number_words import fold_words

__all__ = ["Casualty", "find_casualties"]

_OLD = timedelta(days=30)
_DATE_REACH = 12  # words between the casualties and the date of history
_EPIDEMIC = fold_words(
    "كورونا فيروس الفيروس بفيروس الوباء وباء بالوباء كوفيد الكوليرا كوليرا بالكوليرا إيبولا بإيبولا الملاريا بالملاريا"
    " الإنفلونزا أنفلونزا حمى الضنك الحصبة بالحصبة السحايا الطاعون بالطاعون سرطان السرطان بسرطان بالسرطان جلطة الجلطة"
    " جلطات السكري بالسكري الإيدز بالإيدز"
)
_MEMORIES = fold_words("ذكرى الذكرى بذكرى لذكرى")
_TRIALS = fold_words("المحكمة محكمة محاكمة للمحكمة بالمحكمة شنقا بالإعدام")
_DRILLS = fold_words("سيناريو السيناريو محاكاة فرضية الفرضية وهمي وهمية وهميا")
# Nobody was hit who dies of these: the deaths of a famine are counted by offices, months later.
_HUNGER = fold_words("جوعا الجوع بالجوع التغذية المجاعة مجاعة")
_HUNGER_REACH = 6
_NO_NEWS = _EPIDEMIC | _MEMORIES | _TRIALS | _DRILLS
_AGO = fold_words("قبل خلال مدى مدار طوال طيلة")
_YEARLY = fold_words("سنويا سنوي سنوية")
_SINCE, _SINCE_REACH = "منذ", 5
_MANY = 500  # people
_YEARS = fold_words("أعوام سنوات عاما سنة عقود قرن عقدا عقدين عامين سنتين")
_A_ONE = fold_words("الواحد")  # "one team", "the same": nobody is counted
_THIS = fold_words("الجاري الجارية الحالي الحالية هذا هذه")
_LONG = fold_words("أعوام سنوات عاما سنة عام عقود قرن قرون عقدا عقدين عامين سنتين أشهر شهرين شهور العام السنة")


def find_casualties(
    reading: Reading, counts: Sequence[Count], on: date | None = None, clues: Clues | None = None
) -> list[Casualty]:
    """Casualties among the counts of a text, in reading order; `counts` is what find_counts returned.

    One person named by a noun ("مقتل جندي") counts as 1. Left out: what is negated; wounded who are moved, for they are
    counts of the evacuation; arrests. Freed or exchanged captives are `captured`. No news is what is told in a court,
    older than 30 days on the day `on`, counted over years, commemorated, or due to an epidemic or hunger: nobody moved
    these either.
    """
    words = reading.words
    clues = clues or find_clues(words)
    by_sentence: dict[tuple[int, int], dict[int, Count]] = {}
    for at, fate in clues.fates.items():
        if fate.kind != OTHER:
            by_sentence.setdefault(words.sentence(at), {})
    for count in counts:
        sentence = words.sentence(count.core)
        if count.last - count.first == 1 and words.words[count.first] in _A_ONE:
            continue
        if sentence in by_sentence or not AFTER.keys().isdisjoint(words.words[count.last : count.last + AFTER_REACH]):
            by_sentence.setdefault(sentence, {})[count.first] = count
    has_captives = any(fate.kind == CAPTURED for fate in clues.fates.values())
    stops = sorted({*clues.fates, *clues.nouns, *(count.first for count in counts)})
    found: list[Casualty] = []
    reader: NumberReader | None = None
    for (low, high), members in sorted(by_sentence.items()):
        inside = stops[bisect_left(stops, low) : bisect_left(stops, high)]
        told = Sentence(reading.folded.text, words, low, high, clues.fates, clues.moves, clues.nouns, members, inside)
        casualties = SentencePass(told, has_captives).casualties()
        is_news = not _is_no_news(words.words, low, high)
        for casualty in casualties:
            reader = reader or NumberReader(reading.folded.text, words, clues.tokens)
            is_told = is_news and not _is_of_hunger(words.words, casualty, low, high)
            is_told = is_told and not _is_of_years(words.words, casualty, low, high, on)
            is_told = is_told and (on is None or not _is_old(reader, casualty, low, high, on))
            found.append(casualty if is_told else replace(casualty, is_news=False))
    return found


def _is_no_news(words: list[str], low: int, high: int) -> bool:
    """An epidemic, an anniversary, a trial or a drill is what the sentence is about."""
    told = set(words[low:high])
    return not _NO_NEWS.isdisjoint(told)


def _is_of_hunger(words: list[str], casualty: Casualty, low: int, high: int) -> bool:
    behind = words[casualty.last : min(high, casualty.last + _HUNGER_REACH)]
    before = words[max(low, casualty.first - _HUNGER_REACH) : casualty.first]
    return casualty.kind == "killed" and not (_HUNGER.isdisjoint(behind) and _HUNGER.isdisjoint(before))


def _is_of_years(words: list[str], casualty: Casualty, low: int, high: int, on: date | None) -> bool:
    """Whether the figure is of a year or of years: "سنويا", "منذ عام 2009", "منذ أربع سنوات".

    Of a small one "since" tells of something else: of the siege in which people died.
    """
    first, last = max(low, casualty.first - _DATE_REACH), min(high, casualty.last + _DATE_REACH)
    if not _YEARLY.isdisjoint(words[first:last]):
        return True
    since = [at for at in range(first, last) if words[at] == _SINCE] if casualty.low >= _MANY else []
    spans = [words[at + 1 : min(high, at + 1 + _SINCE_REACH)] for at in since]
    return any(not _YEARS.isdisjoint(span) or any(_is_past_year(word, on) for word in span) for span in spans)


def _is_past_year(word: str, on: date | None) -> bool:
    return word.isdecimal() and 1900 <= int(word[:5]) < (on.year if on else 2100)


def _is_old(reader: NumberReader, casualty: Casualty, low: int, high: int, on: date) -> bool:
    """An old date stands near the casualty, or ended the sentence before in the same paragraph."""
    words = reader.words
    near = max(low, casualty.first - _DATE_REACH), min(high, casualty.last + _DATE_REACH)
    for at in range(*near):
        span = words.words[at + 1 : min(at + 4, high)] if words.words[at] in _AGO else []
        if not _LONG.isdisjoint(span) and _THIS.isdisjoint(span):
            return True
    days = named_days(reader, *near, on)
    if not days and low and "\n" not in reader.text[words.end(low - 1) : words.offsets[low]]:
        before = max(words.sentence(low - 1)[0], low - _DATE_REACH)
        if not _MEMORIES.isdisjoint(words.words[words.sentence(low - 1)[0] : low][:60]):
            return True
        days = named_days(reader, before, low, on)
    return bool(days) and max(days) < on - _OLD
