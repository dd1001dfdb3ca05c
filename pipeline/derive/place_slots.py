"""Names that no list has and no word such as town stands before, where a movement says whence or whither."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.derive.arabic import Words
from pipeline.derive.clues import Clues
from pipeline.derive.lexicon import Hit
from pipeline.derive.match import Reading
from pipeline.derive.movement_words import LEAVE, Move
from pipeline.derive.number_words import fold_words
from pipeline.derive.place_words import NOT_NAMES, PARTICLES, SIGNS, frequent_words
from pipeline.derive.places import PlaceMention

_WAYS = fold_words("من ومن إلى وإلى باتجاه نحو صوب")
_FROM = fold_words("من ومن")
_TO = fold_words("إلى وإلى باتجاه صوب")
_IN = fold_words("في وفي")
# Whose place is told, and what bears the name of its place: "أهالي X", "ميناء X", "مستشفيات X".
_HOLDERS = fold_words(
    "أهالي أهل سكان قاطني ساكني أبناء نزلاء ميناء مرفأ رصيف ملعب سجن سجون مستشفيات مشافي مستشفى مشفى منجم جامعة قاعدة"
    " معسكر مخيم حي أحياء بلدة بلدات قرية قرى مدينة مدن ضفاف سفوح مرتفعات كنائس مدارس فنادق جزيرة جزر وادي دوار ناحية"
)
_ARTICLE = "ال"
_JOINED = ("و", "ف", "ب", "ل", "ك")
_SHORTEST, _SHORTEST_DEFINITE = 5, 6  # letters
_SHORTEST_OPENING = 3  # of a word that opens a longer name
_SHORTEST_NOUN = 7  # of a word in م: shorter ones are nouns of place and plurals (مطاحن)
_MOST_WORDS = 3
_WAY_REACH = 8  # words from whence to whither
_ENDS = ("ه", "ها", "هم", "هن", "هما", "نا", "ات", "ين", "ون", "كم", "اء", "ته")
_DEFINITE_ENDS = ("ه", "ين", "ون", "يه", "يات", "اء")  # of common nouns; القلابات is a town
_STARTS = ("لل", "لم", "است", "مت", "يت", "تت")


def with_slots(text: str, reading: Reading, clues: Clues, mentions: Sequence[PlaceMention]) -> list[PlaceMention]:
    """The places that a text names and those of its slots, in reading order; `reading` is of this very text."""
    words, folded = reading.words, reading.folded
    found = list(mentions)
    told = [hit for hits in reading.hits.values() for hit in hits]  # by rules
    for first, last in slot_names(words, clues, [*((m.lead, m.last) for m in mentions)], told):
        clitic = words.words[first].startswith("و") and words.words[first - 1] not in _WAYS
        start, end = folded.span(words.offsets[first] + clitic, words.end(last - 1))
        found.append(PlaceMention(first, last, start, end, text[start:end], None, "unknown", first, None))
    order = sorted(range(len(found)), key=lambda number: found[number].first)
    place = {old: new for new, old in enumerate(order)}
    sorted_ = [found[number] for number in order]
    return [m if m.part_of is None else m._replace(part_of=place[m.part_of]) for m in sorted_]


def slot_names(words: Words, clues: Clues, taken: Sequence[Hit], told: Sequence[Hit] = ()) -> Iterator[Hit]:
    """[first, last) words of each such name, in reading order, in the sentences that tell of a movement.

    `taken` are the words of the names that are known. A name stands right behind "from", "to", "towards" or "in",
    behind whose or what place it is ("أهالي جاسبر", "ميناء بالاتي"), or behind another one that و joins it to: "من
    سيفيرسك إلى لوتروس وأفانتاس". It is a word that is neither frequent nor anything that rules (`told`) and facts are
    told by.
    """
    covered = {at for hit in (*taken, *told) for at in range(*hit)}
    ends = {last for _, last in taken}
    starts = {0, *words.clauses}
    for low, high in sorted({words.sentence(at) for at in clues.moves}):
        at = low + 1
        while at < high:
            last = at
            if at not in covered:
                if at not in starts and _is_slot(words.words[at - 1], clues.moves.get(at - 1)):
                    last = _end(words, clues, at, high, covered, starts)
                elif at in ends and words.words[at].startswith("و"):
                    last = _joined(words, clues, at)
            if last > at:
                yield at, last
                ends.add(last)
            at = max(last, at + 1)


def _is_slot(before: str, move: Move | None) -> bool:
    """Whether a name can stand behind a word, which is a word of movement if it is some `move`."""
    is_left = move is not None and move.kind == LEAVE
    return is_left or before in _WAYS or before in _IN or before.lstrip("وبل") in _HOLDERS or before in _HOLDERS


def _end(words: Words, clues: Clues, at: int, high: int, covered: set[int], starts: set[int]) -> int:
    """The word after a name that begins at word `at`, or `at`."""
    word = words.words[at]
    if word.startswith(_ARTICLE):
        is_name = words.words[at - 1] in _TO and _is_definite_name(word) and _is_free(words, clues, at)
        return at + 1 if is_name else at
    if words.words[at - 1] in _FROM and _TO.isdisjoint(words.words[at + 1 : min(high, at + _WAY_REACH)]):
        return at  # "from" opens much else
    last = at
    while last < min(high, at + _MOST_WORDS) and last not in covered and (last == at or last not in starts):
        is_next = last > at and words.words[last].startswith("و")
        if words.words[last] in PARTICLES and last + 1 < high:
            last += 1
            continue
        if is_next or not _looks_so(words.words[last], _SHORTEST_OPENING) or not _is_free(words, clues, last):
            break
        last += 1
    while last > at and words.words[last - 1] in PARTICLES:
        last -= 1
    return last if any(_looks_so(word) for word in words.words[at:last]) else at


def _joined(words: Words, clues: Clues, at: int) -> int:
    rest = words.words[at][1:]
    is_name = _looks_so(rest) and not rest.endswith("ت") and rest not in frequent_words() and _is_free(words, clues, at)
    return at + 1 if is_name else at


def _looks_so(word: str, shortest: int = _SHORTEST) -> bool:
    """Whether a word without article has the form of a foreign name."""
    if len(word) < shortest or not word.isalpha() or word.isascii():
        return False
    if word.startswith("م") and not word.startswith("ما") and len(word) < _SHORTEST_NOUN:
        return False
    return not word.startswith((_ARTICLE, *_STARTS)) and not word.endswith(_ENDS)


def _is_definite_name(word: str) -> bool:
    return len(word) >= _SHORTEST_DEFINITE and word.isalpha() and not word.endswith(_DEFINITE_ENDS)


def _is_free(words: Words, clues: Clues, at: int) -> bool:
    """Whether nothing is known of a word."""
    word = words.words[at]
    facts = (clues.tokens, clues.nouns, clues.fates, clues.moves, clues.actors)
    is_cut = word.startswith(_JOINED) and word[1:] in frequent_words()  # بسبب
    is_common = is_cut or word in frequent_words() or word in NOT_NAMES or SIGNS[word]
    return not is_common and not any(at in fact for fact in facts)
